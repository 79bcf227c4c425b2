"""A deck for each module: one page a slide, both languages, notes for whoever speaks."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import ROOT, Served
from tests.portal_client import Client

from passerelles.build.checks import check_deck
from passerelles.build.course import ModuleEntry, course
from passerelles.build.myst import read
from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import printing, slide_checks, slides, slides_pdf
from passerelles_widgets import simulators

NAMES = [slides.short(module) for module in course().modules]
QUICK = [("m0", "en"), ("m2", "fr")]
ALL = [
    pytest.param(name, language, marks=() if (name, language) in QUICK else pytest.mark.slow)
    for name in NAMES
    for language in LANGUAGES
]


def pages(content: bytes, folder: Path) -> list[str]:
    """Return the words of each page of a PDF."""
    made = folder / "deck.pdf"
    made.write_bytes(content)
    text = subprocess.run(["pdftotext", made, "-"], capture_output=True, text=True, check=True)
    return [" ".join(page.split()) for page in text.stdout.split("\f")[:-1]]


@pytest.mark.parametrize("module", course().modules, ids=NAMES)
def test_a_deck_is_sound(module: ModuleEntry) -> None:
    """Twins, ids, typography, length, words on a slide, notes, simulators and exercises named."""
    assert [one.sentence("en") for one in check_deck(module)] == []


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_slide_is_one_page(name: str, language: Language, tmp_path: Path) -> None:
    deck = slides.deck(name, language)
    printed = pages(slides_pdf.deck_pdf(name, "slides", language), tmp_path)
    assert len(printed) == len(deck.slides)
    for place, (slide, page) in enumerate(zip(deck.slides, printed, strict=True), 1):
        title = slides.plain(slide.text.splitlines()[0])
        assert title in page, slide.anchor
        assert f"{place} / {len(deck.slides)}" in page
        assert not [source for source in slide.sources if source not in page]


@pytest.mark.parametrize(("name", "language"), ALL)
def test_the_notes_hold_every_slide_and_every_word(
    name: str, language: Language, tmp_path: Path
) -> None:
    deck = slides.deck(name, language)
    printed = "".join(pages(slides_pdf.deck_pdf(name, "notes", language), tmp_path))
    printed = re.sub(r"[ -]", "", printed)  # A line may end inside “eux-mêmes”.
    for slide in deck.slides:
        said = slides.plain(f"{slide.text}\n{slide.notes}").replace("-", "").split()
        assert not [word for word in said if word not in printed], slide.anchor


def test_a_slide_that_holds_too_much_runs_over(tmp_path: Path) -> None:
    deck = slides.deck("m0", "en")
    crowded = replace(deck.slides[1], text=deck.slides[1].text + "\n\nMany words." * 20)
    full = replace(deck, slides=(deck.slides[0], crowded))
    assert len(pages(slides_pdf.compiled(full, "slides"), tmp_path)) > len(full.slides)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_leads_to_each_tool_of_its_module(language: Language) -> None:
    for module in course().modules:
        deck = slides.deck(slides.short(module), language)
        said = "\n".join(slides.plain(f"{one.text}\n{one.notes}") for one in deck.slides)
        titles = [
            *(simulators.load(one).data.title[language] for one in module.simulators),
            *(course().exercise(one).title[language] for one in module.exercises),
        ]
        assert [title for title in titles if " ".join(title.split()) not in said] == []
        work = "\n".join(one.text for one in deck.slides if one.kind == "work")
        if module.exercises:
            assert f"odule {module.number}" in work  # where to find it
            assert any(f"../exercises/{one}" in work for one in module.exercises)


def test_checks_name_the_faults_of_a_deck(tmp_path: Path) -> None:
    """A crowded slide, no minutes, an unknown tool, nothing to remember: each with its line."""
    module = course().module("m4-resources")
    text = slides.path(module).read_text(encoding="utf-8")
    text = text.replace("## Five sources", "word " * 60 + "\n\n## Five sources")
    text = text.replace(":::{notes} 3", ":::{notes}", 1).replace('"slide-remember"', '"other"')
    text = text.replace("{simulator}`resources`", "money")
    spoilt = tmp_path / slides.path(module).name
    spoilt.write_text(text, encoding="utf-8")
    found = [one.sentence("en") for one in slide_checks.faults(read(spoilt), module)]
    for words in (
        "words; keep 45 at most",
        "this slide has no title",
        "lacks its notes or its minutes",
        "tag it slide-remember",
        "does not point to {simulator}`resources`",
    ):
        assert any(words in one for one in found), words


def test_decks_wear_the_colours_of_the_portal() -> None:
    css = (ROOT / "course/passerelles/portal/static/portal.css").read_text(encoding="utf-8")
    for number, accent in enumerate(slides_pdf.ACCENTS):
        assert re.search(rf"--m{number}: (#[0-9a-f]{{6}})", css)[1] == accent  # type: ignore[index]


def test_everything_prints_under_a_name() -> None:
    wanted = {f"{sheet}-{name}" for sheet in slides_pdf.SHEETS for name in NAMES}
    assert wanted <= set(printing.names("en"))
    assert printing.pdf("notes-m0", "fr").startswith(b"%PDF-")


def test_the_portal_shows_and_prints_them(course_server: Served) -> None:
    visitor = Client(course_server)
    listed = visitor.get("fr/guides").body.decode()
    for name in NAMES:
        for address in (f"slides-{name}", f"slides-{name}.pdf", f"notes-{name}.pdf"):
            assert f"guides/{address}" in listed
    folded = visitor.get("en/guides/slides-m4").body.decode()
    assert folded.count('class="slide ') == len(slides.deck("m4", "en").slides)
    assert "<details open>" not in folded
    assert "<details open>" in visitor.get("en/guides/notes-m4").body.decode()
    assert visitor.get("en/guides/slides-m4.pdf").body.startswith(b"%PDF-")
    assert visitor.get("en/guides/slides-m9").status == 404
    assert visitor.get("en/guides/notes-m9.pdf").status == 404
