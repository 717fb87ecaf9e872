"""The Traditional Chinese edition: finished pages converted by OpenCC, links kept inside it."""

from __future__ import annotations

import html
import re

import opencc

FOLDER = "zh-hant"
"""First part of its addresses."""
VARIANTS = {"tw": ("s2tw", "zh-Hant-TW", "zh_TW"), "hk": ("s2hk", "zh-Hant-HK", "zh_HK")}
"""OpenCC configuration, language tag and Open Graph locale by the setting `traditional`."""
STATEMENT = "本頁由系統自動轉換為繁體字，如有差異，以簡體版為準。"
_PARTS = re.compile(
    r"(<!--.*?-->|<(script|style)\b.*?</\2>"
    r'|<(?:pre|code) translate="no".*?</(?:pre|code)>'
    r"|<[^>]*?(?: href=| content=|[^\x00-\x7f>])[^>]*>)",
    re.DOTALL,
)
"""What OpenCC must not see as it is; of other tags it changes nothing, being plain ASCII."""
_KEPT = ("<!", "<script", "<style", '<pre translate="no"', '<code translate="no"')
"""Starts of what stays as it is."""
_LINKED = re.compile(r'(<script type="application/ld\+json">)(.*)(</script>)', re.DOTALL)
_SPOKEN = re.compile(r' (alt|title|aria-label|placeholder|content)="([^"]*)"')
_LINK = re.compile(r' href="([^"]*)"')
_SWITCH = re.compile(r'<a class="language"[^>]*>[^<]*</a>')
_MAIN = re.compile(r"<main\b[^>]*>")
_LANG = re.compile(r'(<html lang=")[^"]*(")')
_LOCALE = re.compile(r'(<meta property="og:locale" content=")[^"]*(")')
_OWN_ADDRESS = re.compile(
    r'(<(?:link rel="canonical" href|meta (?:name="Url"|property="og:url") content)=")([^"]*)"'
)
_REFRESH = re.compile(r'(<meta http-equiv="refresh" content="[0-9]+; url=)([^"]*)"')
_GLUE = "\x1f"
"""Stands between pieces of text; no page holds it, and OpenCC leaves it alone."""


def traditional_address(base: str, address: str) -> str:
    """Return where a link leads inside the edition: other pages' copies, files as they are."""
    path, mark, fragment = address.partition("#")
    own = path.endswith("/") or path == f"{base}manifest.webmanifest"
    page = path.startswith(base) and own and not path.startswith("//")
    if not page or path.endswith("/document/"):
        return address
    return f"{base}{FOLDER}/{path.removeprefix(base)}{mark}{fragment}"


class TraditionalEdition:
    """Converts whole pages; one object serves a build."""

    def __init__(self, variant: str, base: str, root: str) -> None:
        """Take the setting, the base path, and the portal's absolute address."""
        configuration, self.language, self.locale = VARIANTS[variant]
        self._opencc = opencc.OpenCC(configuration)
        self.base, self.root = base, root
        # Addresses of pages in JSON-LD; what identifies a thing is the same in both editions.
        self._page = re.compile(rf'(?<!"@id":)"{re.escape(root)}([^"#?{{]*/)?"')

    def text(self, text: str) -> str:
        """Return plain text in Traditional characters."""
        return str(self._opencc.convert(text))

    def address(self, address: str) -> str:
        """Return where a link leads inside this edition."""
        return traditional_address(self.base, address)

    def _absolute(self, address: str) -> str:
        """Return the same for an absolute address of the portal; others stay."""
        if not address.startswith(self.root):
            return address
        moved = self.address(f"{self.base}{address.removeprefix(self.root)}")
        return f"{self.root}{moved.removeprefix(self.base)}"

    def page(self, source: str, url: str) -> str:
        """Return a page converted; `url` is the root-relative address of the Simplified one.

        Text and what is read aloud for pictures and controls is converted; addresses, identifiers
        and scripts are not.
        """
        switch = (
            f'<a class="language" lang="zh-Hans" hreflang="zh-Hans" href="{html.escape(url)}">'
            "简体</a>"
        )
        parts = _PARTS.split(_SWITCH.sub("<language>", source))
        texts: list[str] = []
        shape: list[str | None] = []
        for index in range(0, len(parts), 3):
            texts.append(parts[index])
            shape.append(None)
            if index + 1 < len(parts):
                shape.append(self._tag(parts[index + 1], texts))
        converted = iter(self.text(_GLUE.join(texts)).split(_GLUE))
        whole = "".join(
            next(converted) if one is None else re.sub(_GLUE, lambda _: next(converted), one)
            for one in shape
        )
        whole = _LANG.sub(rf"\g<1>{self.language}\g<2>", whole, count=1)
        whole = _LOCALE.sub(rf"\g<1>{self.locale}\g<2>", whole, count=1)
        whole = whole.replace("<language>", switch)
        statement = f'\n<p class="converted">{STATEMENT}</p>'
        return _MAIN.sub(lambda main: main[0] + statement, whole, count=1)

    def _lead_on(self, linked: str) -> str:
        """Return JSON-LD with the pages that it names, and its language, of this edition."""
        moved = self._page.sub(lambda page: f'"{self.root}{FOLDER}/{page[1] or ""}"', linked)
        return re.sub(r'("inLanguage":")[^"]*', rf"\g<1>{self.language}", moved)

    def _tag(self, tag: str, texts: list[str]) -> str:
        """Return a tag with links led on and a place for each text in it, added to `texts`."""
        linked = _LINKED.match(tag)
        if linked:
            texts.append(self._lead_on(linked[2]))
            return f"{linked[1]}{_GLUE}{linked[3]}"
        if tag.startswith(_KEPT):
            return tag
        own = _OWN_ADDRESS.match(tag)
        if own:
            return f'{own[1]}{self._absolute(own[2])}"{tag[own.end() :]}'
        refresh = _REFRESH.match(tag)
        if refresh:
            return f'{refresh[1]}{self.address(refresh[2])}"{tag[refresh.end() :]}'
        if " hreflang=" not in tag:
            tag = _LINK.sub(lambda link: f' href="{self.address(link[1])}"', tag)

        def take(match: re.Match[str]) -> str:
            if match[2].startswith(("https:", "/")):
                return match[0]
            texts.append(match[2])
            return f' {match[1]}="{_GLUE}"'

        return _SPOKEN.sub(take, tag)
