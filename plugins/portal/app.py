"""The portal as an app: what devices are told to install it, and its worker."""

from __future__ import annotations

import json
from pathlib import Path

from markupsafe import Markup

from plugins.model.addresses import absolute, column_address
from plugins.model.edition import Edition, Mode
from plugins.model.qr import qr_svg
from plugins.model.site import Site
from plugins.portal.share_image import GROUND, ICONS, RED

APP_TITLE = "客户端"
OFFLINE_TITLE = "离线阅读"
MANIFEST = "manifest.webmanifest"
WORKER = "sw.js"


def manifest(edition: Edition, language: str, base: str) -> str:
    """Return the manifest (W3C Web Application Manifest) of the edition of pages below `base`.

    Its scope is the whole portal, so that an app of the Traditional edition shows what has no
    Traditional copy as well.
    """
    site = edition.site
    root = site.identity.base_path
    members = {
        "id": base,
        "name": site.identity.name,
        "short_name": site.identity.short_name or site.identity.name,
        "description": site.identity.description,
        "lang": language,
        "dir": "ltr",
        "start_url": base,
        "scope": root,
        "display": "standalone",
        "theme_color": RED,
        "background_color": GROUND,
        "icons": [
            {
                "src": f"{root}theme/app/{name}",
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "maskable" if full else "any",
            }
            for name, (side, full) in ICONS.items()
            if not name.startswith("apple-")
        ],
        "shortcuts": [
            {"name": name, "url": url} for name, url in _shortcuts(edition, base).items()
        ],
    }
    present = {name: value for name, value in members.items() if value}
    return json.dumps(present, ensure_ascii=False, indent=1) + "\n"


def _shortcuts(edition: Edition, base: str) -> dict[str, str]:
    """Return what the icon's menu offers: search, the first column of notices, the registers."""
    site = edition.site
    root = site.identity.base_path
    found = {"搜索": f"{root}search/"}
    for column in [one for one in site.columns if one.series][:1]:
        found[column.name] = f"{base}{column_address(site, column).removeprefix(root)}"
    if edition.registers.entries:
        found["发文登记簿"] = f"{base}registers/"
    return found


def serves_worker(edition: Edition) -> bool:
    """Whether pages of this build register the worker: a preview must not stay on a device."""
    return edition.site.app.enabled and edition.mode is not Mode.PREVIEW


def app_files(edition: Edition, theme: Path) -> dict[str, str]:
    """Return the worker and the manifest by output path.

    The worker stands there even where there is no app: it then removes an earlier one, which
    would go on working if the file were gone.
    """
    name = "sw.js" if serves_worker(edition) else "retire.js"
    files = {WORKER: (theme / "worker" / name).read_text(encoding="utf-8")}
    if edition.site.app.enabled:
        identity = edition.site.identity
        files[MANIFEST] = manifest(edition, identity.language, identity.base_path)
    return files


def app_code(site: Site) -> Markup:
    """Return the QR code that leads another device to the app's page."""
    url = absolute(site, f"{site.identity.base_path}app/")
    return qr_svg(url, title="客户端页面二维码")
