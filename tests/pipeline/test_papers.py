"""Guides and trainer's material: both languages, read in the portal, printed from one source."""

from __future__ import annotations

import re
import subprocess
import urllib.parse
from pathlib import Path

import pytest
from tests.conftest import ROOT, Served
from tests.portal_client import Client

from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import blocks, catalogue, pdf
from passerelles.papers.paper import Kind

EXAMPLES = {
    "fr": {"Personnes migrantes"},
    "en": {"Migrants"},
}
NAMES = [paper.id for paper in catalogue.papers("fr")]


@pytest.mark.parametrize("kind", ["guides", "trainer"])
def test_every_source_is_sound(kind: Kind) -> None:
    """No cell lacks its twin, no name is used twice, every role is known."""
    for path in catalogue.files(kind):
        assert catalogue.problems(path) == ()


def test_both_languages_have_the_same_sections() -> None:
    for name in NAMES:
        french, english = (catalogue.paper(name, language) for language in LANGUAGES)
        assert [one.anchor for one in french.sections] == [one.anchor for one in english.sections]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_prints_every_word_it_shows(name: str, language: Language, tmp_path: Path) -> None:
    paper = catalogue.paper(name, language)
    made = tmp_path / "paper.pdf"
    made.write_bytes(pdf.pdf_bytes(paper))
    text = subprocess.run(
        ["pdftotext", "-layout", made, "-"], capture_output=True, text=True, check=True
    ).stdout
    printed = set(text.split())
    for section in paper.sections:
        for block in blocks.blocks(section.text):
            words = "".join(run["text"] for run in block.get("runs", [])).split()
            assert not [word for word in words if word.strip("-") and word not in printed][1:], (
                section.anchor
            )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("plan-")])
def test_no_page_of_a_plan_ends_before_what_it_announces(
    name: str, language: Language, tmp_path: Path
) -> None:
    made = tmp_path / "paper.pdf"
    made.write_bytes(pdf.pdf_bytes(catalogue.paper(name, language)))
    text = subprocess.run(
        ["pdftotext", "-layout", made, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    title = catalogue.paper(name, language).sections[0].text.splitlines()[0].strip("# ")
    # The contents fit on the first page.
    assert any(line.strip() == title for page in pages[:2] for line in page)
    assert not [page[-2] for page in pages if page[1:] and page[-2].rstrip().endswith(":")]


def test_a_box_keeps_its_label_and_what_stands_in_it() -> None:
    opening = '<aside class="box reflect">\n\n<p class="box-label">Ask</p>'
    source = f"{opening}\n\nOne *two*.\n\n</aside>\n\nAfter."
    box, after = blocks.blocks(source)
    assert (box["type"], box["label"]) == ("box", "Ask")
    assert "".join(run["text"] for run in box["blocks"][0]["runs"]) == "One two."
    assert after["runs"][0]["text"] == "After."


def test_the_portal_shows_and_prints_them(course_server: Served) -> None:
    visitor = Client(course_server)
    listed = visitor.get("en/guides").text
    for name in NAMES:
        paper = catalogue.paper(name, "en")
        assert paper.title in listed
        assert paper.title in visitor.get(f"en/guides/{name}").text
        assert visitor.get(f"en/guides/{name}.pdf").body.startswith(b"%PDF-")
    assert visitor.get("en/guides/nothing-of-the-sort").status == 404
    assert visitor.get("en/guides/pictures/..%2f..%2fcourse.yml").status == 404


def interface() -> str:
    """Everything the pages can say: interface strings and the panels’ own words."""
    places = (
        "course/passerelles/**/*.yml",
        "course/passerelles/**/*.html",
        "widgets/**/strings.yml",
        "course/course.yml",
    )
    return "\n".join(
        path.read_text(encoding="utf-8") for place in places for path in ROOT.glob(place)
    )


def shown(words: str, known: str) -> bool:
    """Tell whether the pages say `words`, whatever number or name (`…`) stands in them."""
    pattern = r"(?:\d+|\s?\{[a-z]+\})".join(map(re.escape, re.split(r"\d+|…", words)))
    return re.search(pattern, known) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_a_guide_names_is_on_a_page(language: Language) -> None:
    quoted = {"fr": "«\u00a0([A-ZÀÉÊÎ][^»]{2,60})\u00a0»", "en": "“([A-Z][^”]{2,60})”"}[language]
    known = interface()
    for path in catalogue.files("guides"):
        paper = catalogue.paper_of(path, "guides", language)
        own = [one.text for one in paper.sections if one.anchor != "messages"]
        written = "\n".join([paper.lead, *own])
        # Words of the style guide are examples, not buttons.
        named = {words.rstrip(",.") for words in re.findall(quoted, written)} - EXAMPLES[language]
        assert not [words for words in named if not shown(words, known)], path.name


def test_a_message_just_read_is_found(course_server: Served) -> None:
    """With its own number in it, in either language; and a word, without its accents."""
    visitor = Client(course_server)
    said = urllib.parse.quote("Port 8431 is taken or not allowed; choose another with --port.")
    assert "Port … is taken or not allowed" in visitor.get(f"en/guides?q={said}").text
    assert "est déjà pris ou interdit" in visitor.get("fr/guides?q=deja%20pris%20ou").text
    nothing = visitor.get("en/guides?q=%3Cscript%3Exyzzy").body.decode()
    assert "No guide uses these words" in nothing
    assert "<script>xyzzy" not in nothing


def test_every_guide_lists_what_its_reader_may_be_told() -> None:
    for paper in catalogue.papers("en"):
        if paper.kind == "guides":
            assert paper.sections[-1].anchor == "messages", paper.id
