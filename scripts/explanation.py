"""`portal build --explain`: why an output was made or kept."""

from __future__ import annotations

from pathlib import Path

from plugins.portal.renewal import Renewal

_REASONS = {
    "new": "没有生成过 | it wasn't there before",
    "always": "每次都新制 | it is made every time",
    "program": "程序或主题变了 | the program or the theme changed",
    "site.toml": "site.toml 变了 | site.toml changed",
    "mode": "生成方式变了 | the kind of build changed",
    "lists": "有内容的栏目或分类变了 | which lists there are changed",
    "footer": "页脚变了 | the footer changed",
    "fonts": "字体变了 | the fonts changed",
    "item": "稿件、它的文号或与它有关的稿件变了 | the item, its number or a related one changed",
    "neighbours": "前后的稿件变了 | an item before or after it changed",
    "items": "列出的稿件变了 | an item that it shows changed",
    "list": "列表的名称、页数或条数变了 | the list's name, pages or count changed",
    "pages": "页面增减了 | pages came or went",
    "segments": "全文索引的分段数变了 | the index has another number of segments",
}
_KEPT = "与上次相同，保留 | as before: kept"
_OTHER = "{name} 变了 | {name} changed"


def explanation(renewal: Renewal, asked: str, output: Path) -> str:
    """Say why the output that an output file or its address belongs to was made or kept."""
    path = asked.removeprefix(f"{output}/").removeprefix(f"{output.resolve()}/").lstrip("/")
    names = (path, f"{path.rstrip('/')}/index.html".lstrip("/"))
    owner = renewal.owner(names)
    if owner is None:
        return f"网站里没有 {asked} | the portal has no {asked}"
    why = [_REASONS.get(one, _OTHER.format(name=one)) for one in renewal.reasons.get(owner, ())]
    told = why or [_KEPT]
    if renewal.whole and not why:
        told = ["多数页面变了，全部新制 | most pages changed, so all were made"]
    return "\n".join(f"{asked}: {one}" for one in told)
