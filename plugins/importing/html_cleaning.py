"""HTML of Word and of web pages, brought down to structure: styles, wrappers and tricks go."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

DEPTH_LIMIT = 120
"""Elements within one another; what lies deeper stays as text."""
_GONE = (
    "script", "style", "noscript", "template", "iframe", "frame", "object", "embed", "applet",
    "svg", "math", "canvas", "audio", "video", "form-field", "input", "button", "select",
    "textarea", "title", "meta", "link", "head", "xml", "map",
)  # fmt: skip
_KEPT = frozenset({
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "fnref", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "td",
    "th", "tr", "ul", "body", "div",
})  # fmt: skip
_RENAMED = {
    "b": "strong", "i": "em", "s": "del", "strike": "del", "tt": "code", "kbd": "code",
    "samp": "code", "article": "div", "section": "div", "main": "div", "center": "div",
    "header": "div", "footer": "div", "aside": "div", "nav": "div", "figure": "div",
    "figcaption": "p", "caption": "p", "address": "div", "fieldset": "div", "form": "div",
    "details": "div", "summary": "p", "dir": "ul", "menu": "ul", "legend": "p", "hgroup": "div",
}  # fmt: skip
_ATTRIBUTES = {
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",), "fnref": ("n",),
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE
)
_BOLD = re.compile(r"(?<!-)font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LIGHT = re.compile(r"(?<!-)font-weight\s*:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list\s*:[^;]*?level(\d)", re.IGNORECASE)
_SAFE = re.compile(r"(?:https?://|mailto:|tel:|[/#?.]|[^:/?#]*(?:[/?#]|\Z))", re.IGNORECASE)
_LINE_END = re.compile(r"[ \t]*[\r\n]\s*")
_WIDE = r"[\u3001-\u9fff\uff00-\uffef]"
_CHINESE_END = re.compile(rf"(?<={_WIDE})\s*[\r\n]\s*(?={_WIDE}|\Z)|\A\s*[\r\n]\s*(?={_WIDE})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BULLETS = frozenset("·•●○■□◆◇▪▫➢Øü§olnuvq–-")
"""What Word writes before points, some of it in symbol fonts."""


def parse(text: str) -> Tag:
    """Return the body of an HTML text; a fragment has one too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it looks like XML, or like an address
        soup = BeautifulSoup(_CONTROLS.sub("", text), "lxml")
    body = soup.body
    if body is None:
        body = soup.new_tag("body")
        soup.append(body)
    return body


def clean(root: Tag) -> tuple[str, ...]:
    """Leave structure alone in an element; return texts that were hidden and went."""
    _flatten(root)
    for comment in root.find_all(string=lambda one: isinstance(one, PreformattedString)):
        comment.extract()
    hidden = []
    for element in list(root.find_all(True)):
        if element.decomposed:
            continue
        if element.name in _GONE or element.name.startswith(("v:", "w:", "m:")):
            element.decompose()
        elif "hidden" in element.attrs or _HIDDEN.search(_style(element)):
            words = " ".join(element.get_text(" ").split())
            if words:
                hidden.append(words)
            element.decompose()
        else:
            _simplify(element)
    root.smooth()
    _merge_same(root)
    _join_lines(root)
    return tuple(hidden)


def _style(element: Tag) -> str:
    return str(element.attrs.get("style") or "")


def _simplify(element: Tag) -> None:
    """Give an element its plain name, and take from it what is no structure."""
    style = _style(element)
    name = _RENAMED.get(element.name, element.name)
    if name == "span" and _LABEL.search(style):
        _keep_label(element)
        return
    if name in ("span", "font"):
        name = _meaning(style)
    elif name == "strong" and _LIGHT.search(style):
        name = ""
    kept = _attributes(name, element, style)
    if name == "img" and not kept:
        element.decompose()
    elif name not in _KEPT or (name == "a" and not kept):
        element.unwrap()
    else:
        element.name = name
        element.attrs.clear()
        element.attrs.update(kept)


def _attributes(name: str, element: Tag, style: str) -> dict[str, str]:
    """Return the attributes that mean something; none for links and pictures to be dropped."""
    given = {key: str(value).strip() for key, value in element.attrs.items()}
    if name == "a":
        address = "".join(given.get("href", "").split())
        return {"href": address} if address.lstrip("#") == address and _is_safe(address) else {}
    if name == "img":
        address = given.get("src", "")
        if not _is_safe(address):
            return {}
        return {"src": address, "alt": " ".join(given.get("alt", "").split())}
    level = _LEVEL.search(style)
    if name == "p" and level:
        return {"level": level[1]}
    return {key: given[key] for key in _ATTRIBUTES.get(name, ()) if key in given}


def _is_safe(address: str) -> bool:
    """Whether an address is one of the web or of the portal."""
    return bool(address) and _SAFE.match(address) is not None


def _meaning(style: str) -> str:
    """Return what a span's style means, if anything."""
    raised = _RAISED.search(style)
    if raised:
        return "sup" if raised[1].lower() == "super" else "sub"
    return "strong" if _BOLD.search(style) else ""


def _keep_label(element: Tag) -> None:
    """Turn the label that Word wrote before a point into plain text."""
    label = element.get_text().replace("\xa0", " ").strip()
    shown = "•" if label in _BULLETS else label
    element.replace_with(NavigableString(f"{shown} " if shown else ""))


def _flatten(root: Tag) -> None:
    """Leave the words alone of what lies too deep, so that nothing runs out of stack or time."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        for child in element.children:
            if isinstance(child, Tag):
                stack.append((child, depth + 1))
        if depth == DEPTH_LIMIT:
            while stack and stack[-1][1] > depth:
                stack.pop()
            element.name = "span"
            element.string = element.get_text(" ")


def _join_lines(root: Tag) -> None:
    """Take the ends of lines out of texts: they mean nothing between Chinese characters."""
    for text in root.find_all(string=_LINE_END):
        if text.find_parent("pre") is None:
            text.replace_with(NavigableString(one_line(text)))


def one_line(text: str) -> str:
    """Return a run of words without the ends of lines in it."""
    return _LINE_END.sub(" ", _CHINESE_END.sub("", text))


def _merge_same(root: Tag) -> None:
    """Join bold and other runs that Word split, and drop empty ones."""
    for element in list(root.find_all(("strong", "em", "sup", "sub", "del"))):
        if element.decomposed or element.parent is None:
            continue
        if element.find_parent(element.name) is not None or not element.get_text(strip=True):
            element.unwrap()
            continue
        following = element.next_sibling
        while isinstance(following, Tag) and following.name == element.name:
            element.extend(list(following.contents))
            following.decompose()
            following = element.next_sibling
    root.smooth()
