"""Pelican shell of the portal: reads the edition, replaces the generators, proves completeness."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.writers import Writer

from plugins.model.addresses import file_address, output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.fonts import find_fonts
from plugins.model.frames import column_trail, make_frame
from plugins.model.item_stamps import Facet, ItemStamps, digest_of
from plugins.model.items import WAITING, Item, ItemKind, Status
from plugins.model.known import RecallError
from plugins.model.outputs import ALWAYS, Plan, Sink
from plugins.model.picture_making import PicturePress
from plugins.model.register_lists import register_addresses
from plugins.model.summaries import summary_of
from plugins.model.views import Frame
from plugins.portal.app import app_files
from plugins.portal.assets import load_assets
from plugins.portal.completeness import common_key, keep_read, prove, tell
from plugins.portal.editions import Copies, finish_editions
from plugins.portal.entries import ALONE, Around, item_view
from plugins.portal.gallery import component_names, load_component, render
from plugins.portal.home import menu, menu_pages
from plugins.portal.listings import neighbours
from plugins.portal.making import FolderSink, Made, make_outputs
from plugins.portal.pages import plain_pages
from plugins.portal.pictures import make_pictures
from plugins.portal.reading import edition_of
from plugins.portal.recall import check_recalled, due_items, problems_now
from plugins.portal.renewal import FOLLOWING, Renewal
from plugins.portal.share_image import share_images
from plugins.portal.sitemaps import news_sitemap, recent, robots, sitemap_files
from plugins.portal.templates import Once, keep_templates

if TYPE_CHECKING:  # Most builds need none.
    from plugins.portal.remote import RemoteBuild

REQUIRED_PLUGINS = frozenset(
    {
        "plugins.portal.plugin",
        "plugins.notice_numbering.plugin",
        "plugins.official_document.plugin",
        "plugins.open_data.plugin",
        "plugins.full_text.plugin",
        "plugins.site_footer.plugin",
        "plugins.lifecycle.plugin",
    }
)
_UNLISTED = frozenset({"not_found", "offline"})
"""Templates of pages that robots needn't know."""
_INDEXES = ("registers/", "search/", "data/", "statistics/")
"""Addresses of pages that other plugins make."""
_TEMPLATES = {ItemKind.NEWS: "news", ItemKind.NOTICE: "notice", ItemKind.PAGE: "page"}


class _ItemWriter:
    """Writes the pages of the items that a Pelican generator has read."""

    kinds: frozenset[ItemKind]
    context: dict[str, Any]
    settings: dict[str, Any]
    get_template: Callable[[str], Any]

    def check_disabled_readers(self) -> None:
        """Look for nothing: the edition tells of files that won't be published."""

    def generate_output(self, writer: Writer) -> None:
        """Plan one page for each visible item of these kinds."""
        del writer
        edition: Edition = self.settings["EDITION"]
        plan: Plan = self.settings["PLAN"]
        stamps: ItemStamps = self.settings["STAMPS"]
        due = due_items(edition, stamps)
        wanted = None if edition.recalled is None else {item.path for item in due}
        around = neighbours(edition, wanted) if ItemKind.PAGE not in self.kinds else {}
        for item in due:
            if item.kind in self.kinds:
                name = output_path(edition.site, edition.urls[item.path])
                beside = around.get(item.path, ALONE)
                template = self.get_template(_TEMPLATES[item.kind])
                key = {
                    "item": stamps.text(item),
                    "neighbours": stamps.faces(
                        (beside.newer, beside.older, beside.previous, beside.next)
                    ),
                }
                plan.page(name, template, partial(self._views, item, beside), key)

    def of_status(self, *kinds: Status) -> list[Item]:
        """Return the items of these kinds that have a page."""
        edition: Edition = self.settings["EDITION"]
        return [one for one in edition.due if one.kind in self.kinds and one.status in kinds]

    def _views(self, item: Item, beside: Around) -> Mapping[str, object]:
        edition: Edition = self.settings["EDITION"]
        view = item_view(edition, item, beside, pdf=self.settings["PDF"])
        return {"frame": _item_frame(edition, item), "item": view}


class PortalArticles(_ItemWriter, ArticlesGenerator):  # type: ignore[misc]
    """News and notices."""

    kinds = frozenset({ItemKind.NEWS, ItemKind.NOTICE})

    def generate_context(self) -> None:
        """Take the items as the edition has read them; Pelican counts what is in the lists."""
        self.articles = self.of_status(Status.PUBLISHED)
        self.hidden_articles = self.of_status(Status.HIDDEN, Status.WITHDRAWN)
        self.drafts = self.of_status(*WAITING)


class PortalPages(_ItemWriter, PagesGenerator):  # type: ignore[misc]
    """Standing pages: about, contact."""

    kinds = frozenset({ItemKind.PAGE})

    def generate_context(self) -> None:
        """Take the items as the edition has read them; Pelican counts what is in the lists."""
        self.pages = self.of_status(Status.PUBLISHED)
        self.hidden_pages = self.of_status(Status.HIDDEN, Status.WITHDRAWN)
        self.draft_pages = self.of_status(*WAITING)


def _item_frame(edition: Edition, item: Item) -> Frame:
    column = edition.column(item) if item.column else None
    return make_frame(
        edition,
        kind=item.kind,
        title=item.title,
        url=edition.urls[item.path],
        trail=column_trail(edition.site, column) if column else (),
        column=column,
        item=item,
        description=summary_of(edition, item),
        image_url=file_address(edition.site, item.image.path) if item.image else "",
    )


def _news(edition: Edition, sink: Sink) -> None:
    """Write the news site map where there is any news."""
    text = news_sitemap(edition)
    if text:
        sink.write("sitemap-news.xml", text.encode())


class PortalGenerator(Generator):  # type: ignore[misc]
    """Everything that is no item: home, columns, site map, 404, robots, styles."""

    def generate_output(self, writer: Writer) -> None:
        """Plan all of it."""
        del writer
        edition: Edition = self.settings["EDITION"]
        addresses = []
        for page in plain_pages(edition, self.settings["STAMPS"]):
            if page.template not in _UNLISTED:
                addresses.append(page.url)
            if page.key is not None:
                self._page(page.template, page.url, page.views, page.key)
        cache = FileCache(Path(self.settings["CACHE_FOLDER"]))
        plan: Plan = self.settings["PLAN"]
        for url, make, key in share_images(edition, find_fonts(), cache):
            plan.file(output_path(edition.site, url), make, key)
        stamps: ItemStamps = self.settings["STAMPS"]
        plan.add(
            "sitemap-news.xml", partial(_news, edition), {"items": stamps.faces(recent(edition))}
        )
        if edition.recalled is None or stamps.added:
            base = edition.site.identity.base_path
            addresses += [f"{base}{end}" for end in _INDEXES]
            addresses += register_addresses(edition)
            key = {"items": stamps.all(Facet.FRAME), "pages": digest_of(addresses)}
            plan.add("sitemap.xml", partial(self._sitemaps, addresses), key, long=True)
        if edition.recalled is None:
            self._fixed(plan)

    def _fixed(self, plan: Plan) -> None:
        """Plan what no text of an item changes: gallery, the theme's files, pictures, copies."""
        edition: Edition = self.settings["EDITION"]
        if edition.mode == "preview":
            self._gallery()
        theme, base = Path(self.theme), edition.site.identity.base_path
        for name, text in (load_assets(theme, base)[1] | app_files(edition, theme)).items():
            plan.file(name, text.encode, {"text": digest_of(text)})
        for path in sorted((theme / "static").rglob("*")):
            if path.is_file():
                name = f"theme/{path.relative_to(theme / 'static').as_posix()}"
                plan.file(name, path.read_bytes, {"theme": name})
        self._files(plan)

    def _files(self, plan: Plan) -> None:
        """Plan pictures as they were made, and copies of all other files."""
        edition: Edition = self.settings["EDITION"]
        press: PicturePress = self.settings["PICTURES"]
        for name, picture in press.files():
            key = {"file": edition.stamps.get(name, name)}
            plan.file(name, picture, key, local=True)
        for name in edition.published_files:
            if name not in edition.rasters:
                key = {"file": edition.stamps.get(name, "")}
                plan.file(name, (edition.root / name).read_bytes, key, local=True)

    def _sitemaps(self, addresses: Iterable[str], sink: Sink) -> None:
        """Write the site maps for robots, and robots.txt, which names them."""
        edition: Edition = self.settings["EDITION"]
        named = ["sitemap.xml"]
        for path, text in sitemap_files(edition, addresses).items():
            sink.write(path, text.encode())
        if recent(edition):
            named.append("sitemap-news.xml")
        sink.write("robots.txt", robots(edition, named).encode())

    def _gallery(self) -> None:
        """Plan a page for each example of each component, and their index."""
        edition: Edition = self.settings["EDITION"]
        theme = Path(self.theme)
        components = tuple(load_component(theme, name) for name in component_names(theme))
        icons = {"sprite": self.env.globals["assets"].sprite}
        for example in (one for component in components for one in component.examples):
            url = f"{edition.site.identity.base_path}gallery/{example}/"
            frame = make_frame(edition, kind="example", title=str(example), url=url)
            shown = render(self.env, theme, example, own=icons)
            html = Markup(shown)  # noqa: S704 - rendered with autoescape
            self._page("example", url, partial(dict, frame=frame, example=html))
        url = f"{edition.site.identity.base_path}gallery/"
        frame = make_frame(edition, kind="gallery", title="组件", url=url)
        self._page("gallery", url, partial(dict, frame=frame, components=components))

    def _page(
        self,
        template: str,
        url: str,
        views: Callable[[], Mapping[str, object]],
        key: Mapping[str, str] = ALWAYS,
    ) -> None:
        name = output_path(self.settings["EDITION"].site, url)
        self.settings["PLAN"].page(name, self.get_template(template), views, key)


class PortalPelican(Pelican):  # type: ignore[misc]
    """A Pelican that stops at problems before it touches the output, and counts what it wrote."""

    def run(self) -> None:
        """Build, or end the process with status 1 and every problem told."""
        missing = REQUIRED_PLUGINS - set(self.settings["PLUGINS"])
        if missing:
            sys.exit(
                f"通报插件未能加载 | plugins could not be loaded: {', '.join(sorted(missing))}"
            )
        edition: Edition = self.settings["EDITION"]
        known = edition.recalled.known.rest if edition.recalled else None
        if known is None:
            self._finish(edition)
        stamps = self.settings["STAMPS"] = ItemStamps(edition)
        if known:
            check_recalled(edition, stamps)
            if not self.settings["RECALLING"].untouched():
                raise RecallError("output")
            tell(problems_now(edition))
        keep_read(edition)
        common = known.common if known else common_key(edition, self.settings)
        if self.settings["REMOTE"]:
            self.settings["REMOTE"].complete(self.settings)
        self._make(edition, self.plan(Plan(common)))
        prove(edition, self.settings["RENEWAL"])

    def plan(self, plan: Plan) -> Plan:
        """Have the generators plan their outputs."""
        self.settings["PLAN"] = plan
        super().run()
        return plan

    def _finish(self, edition: Edition) -> None:
        """Complete an edition that was read whole, and tell its problems."""
        if not edition.problems.errors:
            press = make_pictures(edition, FileCache(Path(self.settings["CACHE_FOLDER"])))
            self.settings["PICTURES"] = press
            sys.stdout.write(
                f"图片共 {len(press.pictures)} 张，新制文件 {press.new} 个 | "
                f"{len(press.pictures)} pictures, {press.new} files made anew\n"
            )
        tell(edition.problems)
        if edition.problems.errors:
            sys.exit(1)

    def _make(self, edition: Edition, plan: Plan) -> None:
        """Make every output, then what follows from finished ones."""
        folder, copies = Path(self.output_path), Copies(edition.site)
        renewal: Renewal = self.settings["RENEWAL"] or Renewal(folder, {})
        self.settings["RENEWAL"] = renewal
        chosen = renewal.choose(plan.outputs)
        progress = self.settings["PROGRESS"]
        remote: RemoteBuild | None = self.settings["REMOTE"]
        if remote:
            made = remote.make(plan, chosen, folder, copies, progress)
        else:
            workers = self.settings["WORKERS"]
            made = make_outputs(chosen, folder, copies, workers=workers, progress=progress)
        for note in renewal.note(made, {one.name: one for one in chosen}, folder):
            sys.stdout.write(f"{note}\n")
        if renewal.unchanged:
            return
        sink = FolderSink(folder, copies)

        def finished(url: str) -> bytes:
            return renewal.read(folder, output_path(edition.site, url))

        for name, content in finish_editions(edition, finished, copies.traditional):
            sink.write(name, content)
        renewal.note([Made(FOLLOWING, tuple(sink.names), ())], {}, folder)

    def _get_generator_classes(self) -> list[type]:
        own = {ArticlesGenerator: PortalArticles, PagesGenerator: PortalPages}
        return [own.get(one, one) for one in super()._get_generator_classes()]


def read_edition(pelican: Pelican) -> None:
    """Read the content folder before any other plugin looks at it."""
    settings = pelican.settings
    root = Path(settings["PATH"])
    if root.resolve() != Path(settings["CONTENT_ROOT"]).resolve():
        sys.exit(
            f"site.toml 取自 {settings['CONTENT_ROOT']}；用 TONGBAO_CONTENT 指定内容目录 | "
            f"site.toml came from {settings['CONTENT_ROOT']}; name the folder in TONGBAO_CONTENT"
        )
    settings["EDITION"] = edition_of(settings)
    if find_fonts() is None:
        settings["PROBLEMS"].add("G001", settings["SITE"].path)


def plan_elsewhere(settings: dict[str, Any], plan: Plan) -> Plan:
    """Plan a build of another process, whose settings hold what that one found."""
    with signals.initialized.muted():
        portal = PortalPelican(settings)
    return portal.plan(plan)


def set_globals(generator: Generator) -> None:
    """Give templates what every page may use; all generators share them."""
    edition: Edition = generator.settings["EDITION"]
    ready = generator.settings.get("ENVIRONMENT")
    if ready:
        generator.env = ready
        return
    generator.settings["ENVIRONMENT"] = generator.env
    keep_templates(generator.env)
    generator.env.globals.update(
        once=Once(),
        site=edition.site,
        menu=menu(edition),
        menu_pages=menu_pages(edition),
        base=edition.site.identity.base_path,
        assets=load_assets(Path(generator.theme), edition.site.identity.base_path)[0],
        preview=edition.mode == "preview",
    )


def add_generators(_pelican: Pelican) -> type:
    """Add the generator of all that is no item."""
    return PortalGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(read_edition)
    signals.generator_init.connect(set_globals)
    signals.get_generators.connect(add_generators)
