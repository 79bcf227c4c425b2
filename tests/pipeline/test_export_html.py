"""The web page: one file, no network, every text escaped, both languages side by side."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.pipeline.exports import made


class Reader(HTMLParser):
    """Gathers what a page holds: elements with their attributes, and the words of cells."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self._cell: list[str] | None = None
        self.feed(raw.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag == "td":
            self._cell = []

    def handle_endtag(self, tag):
        if tag == "td" and self._cell is not None:
            self.cells.append("".join(self._cell))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def test_nothing_is_loaded_and_nothing_runs():
    for languages in ("fr", "en", "both"):
        raw = made("html", languages)
        page = Reader(raw)
        assert not page.all("script")
        assert not page.all("link")
        assert all(
            image["src"].startswith("data:image/svg+xml;base64,") for image in page.all("img")
        )
        assert not re.search(rb"https?://(?!www\.w3\.org)", re.sub(rb"base64,[\w+/=]+", b"", raw))
        policy = next(m for m in page.all("meta") if m.get("http-equiv"))
        assert "default-src 'none'" in policy["content"]


def test_pictures_tables_and_languages_are_told():
    page = Reader(made("html", "both"))
    assert page.all("html")[0]["lang"] == "fr"
    assert len(page.all("img")) >= 18
    assert all(len(image["alt"]) > 30 for image in page.all("img"))
    assert all(cell["scope"] == "col" for cell in page.all("th"))
    assert {cell["lang"] for cell in page.all("td")} == {"fr", "en"}
    left = sum(1 for cell in page.all("td") if cell["lang"] == "fr")
    assert left * 2 == len(page.all("td"))


def test_contents_lead_to_the_parts():
    page = Reader(made("html", "fr"))
    targets = {section["id"] for section in page.all("section")}
    assert {link["href"].removeprefix("#") for link in page.all("a")} == targets


def test_it_can_be_printed():
    assert b"@media print" in made("html", "fr")
    assert b"table-header-group" in made("html", "fr")


def test_the_agreement_is_a_page_too():
    page = Reader(made("html", "both", agreement=True))
    assert len(page.all("mark")) > 20
