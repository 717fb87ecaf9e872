"""Ways to make the PDF of a notice: `python -m tests.bench.pdf`.

WeasyPrint makes it from the paper view and its style sheet; Chromium prints the same page; typst
sets the same text from markup of its own (paragraphs alone, so its figure is a lower bound). Each
is measured on the same notices: seconds a file when warm, bytes, whether the file is tagged.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import weasyprint
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from plugins.model.edition import Mode
from plugins.official_document.pdf import VARIANT
from scripts.build import build
from scripts.console import PROJECT
from scripts.run_tests import browser_path

NOTICES = ("wjf/2020/4", "wjf/2020/5", "dudao/2020/6", "ling/2020/3")
SHEET = PROJECT / "theme" / "css" / "paper" / "document.css"


def measured(name: str, make: Callable[[str], bytes], pages: list[str]) -> None:
    """Print a row: the first file warms up and is not counted."""
    make(pages[0])
    start = time.perf_counter()
    files = [make(page) for page in pages]
    seconds = (time.perf_counter() - start) / len(files)
    roots = [PdfReader(io.BytesIO(file)).trailer["/Root"] for file in files]
    tagged = all("/MarkInfo" in root for root in roots)
    universal = all(
        b"pdfuaid" in root["/Metadata"].get_data() for root in roots if "/Metadata" in root
    )
    ua = universal and all("/Metadata" in root for root in roots)
    print(f"{name}\t{seconds:.3f}\t{sum(map(len, files)) // len(files)}\t{tagged}\t{ua}")


def typst_page(page: str) -> bytes:
    """Set the text of a page by typst."""
    import typst

    soup = BeautifulSoup(page, "html.parser")
    texts = [one.get_text(" ", strip=True) for one in soup.select("p, h1, h2, h3, li, td")]
    escaped = ["".join(f"\\u{{{ord(char):x}}}" for char in text) for text in texts]
    head = (
        '#set document(title: "x")\n'
        '#set text(lang: "zh", font: "Noto Serif CJK SC", size: 15.75pt)\n'
        '#set page(paper: "a4", margin: (top: 37mm, right: 26mm, bottom: 35mm, left: 28mm))\n'
    )
    made = typst.compile((head + "\n\n".join(escaped)).encode(), pdf_standards=["ua-1"])
    return bytes(made)


def main() -> None:
    """Build the sample, then print the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        output = Path(folder) / "output"
        build(PROJECT / "content", output, Mode.BUILD, "both")
        pages = []
        for notice in NOTICES:
            text = (output / notice / "document" / "index.html").read_text(encoding="utf-8")
            paper = BeautifulSoup(text, "html.parser").select_one(".document")
            for picture in paper.select("img"):
                picture.decompose()
            pages.append(f'<html lang="zh-CN"><title>x</title><body>{paper}</body></html>')
        css = SHEET.read_text(encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page()

        def by_weasyprint(page: str) -> bytes:
            sheet = weasyprint.CSS(string=css)
            return bytes(
                weasyprint.HTML(string=page).write_pdf(stylesheets=[sheet], pdf_variant=VARIANT)
            )

        def by_chromium(page: str) -> bytes:
            tab.set_content(page.replace("<body>", f"<style>{css}</style><body>"))
            return tab.pdf(prefer_css_page_size=True, tagged=True, outline=True)

        print("maker", "seconds", "bytes", "tagged", "PDF/UA", sep="\t")
        measured("weasyprint", by_weasyprint, pages)
        measured("chromium", by_chromium, pages)
        measured("typst", typst_page, pages)
        browser.close()


if __name__ == "__main__":
    main()
