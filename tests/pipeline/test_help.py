"""Help in place: every page leads to its paragraph of a guide, in its language, on any server."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from tests.conftest import ROOT, Served
from tests.help import link_of
from tests.rooms import Guest, Opened, opened

from passerelles.library.text import LANGUAGES, Language
from passerelles.papers.catalogue import paper
from passerelles.papers.help import HELP

TEMPLATES = ROOT / "course" / "passerelles"
FRAMES = {"page", "dashboard", "room-base", "grading-base", "hub/course"}
EXTENDS = re.compile(r'\{% extends "([a-z_-]+)\.html" %\}')
PORTAL = {
    "home": "",
    "module": "modules/m0-orientation",
    "dossier": "dossier",
    "dossier-versions": "dossier/versions",
    "sample": "sample",
    "profile": "profile",
    "exercises": "exercises",
    "exercise": "exercises/e3-governance",
    "reference": "reference",
    "reference-practices": "reference/practices",
    "reference-figures": "reference/figures",
    "reference-bibliography": "reference/bibliography",
    "reference-networks": "reference/networks",
    "glossary": "glossary",
    "papers": "guides",
    "paper": "guides/author",
    "slides": "guides/slides-m2",
    "privacy": "privacy",
}


def pages() -> set[str]:
    """Return every template that is a whole page, by the name the table knows it under."""
    found = set()
    for place, prefix in (("portal", ""), ("workshop", ""), ("hub", "hub/")):
        for path in (TEMPLATES / place / "templates").glob("*.html"):
            if EXTENDS.search(path.read_text(encoding="utf-8")):
                found.add(prefix + path.stem)
    return found - FRAMES


def test_every_page_has_help_and_all_help_has_a_page() -> None:
    assert set(HELP) == pages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_is_in_its_guide(language: Language) -> None:
    for page, found in HELP.items():
        sections = {one.anchor: one.text for one in paper(found.guide, language).sections}
        assert len(sections.get(found.section, "")) > len("## A heading and no more"), page


def beginning(url: str) -> str:
    """Return a page as far as its heading's end: what comes after may be a kernel's."""
    read = b""
    with urllib.request.urlopen(url) as answer:
        while b"</header>" not in read:
            piece = answer.read1(4096)
            assert piece, read.decode()
            read += piece
    return read.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_portals_pages_lead_to_it(course_server: Served, language: Language) -> None:
    for page, path in PORTAL.items():
        here = course_server.url(f"{language}/{path}")
        address = link_of(beginning(here), page, language)
        there = urllib.parse.urljoin(here, address)
        with urllib.request.urlopen(f"{there.partition('#')[0]}?token={course_server.token}") as at:
            text = at.read().decode()
        assert f'<html lang="{language}"' in text
        assert f'id="{HELP[page].section}"' in text, page


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("help") / "room") as running:
        yield running


def guide(room: Opened, address: str) -> str:
    """Return the guide that somebody whom the room does not know reaches by `address`."""
    path, _, section = address.removeprefix("/").partition("#")
    answer = Guest(room).ask(path.replace("passerelles/../", ""))
    assert answer.status == 200
    assert answer.url.endswith(path)
    assert f'id="{section}"' in answer.body
    return answer.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rooms_pages_lead_to_it_without_being_let_in(room: Opened, language: Language) -> None:
    nobody, trainer, person = (Guest(room, language) for _ in range(3))
    trainer.lead()
    person.join(f"Awa {language}")
    for page, guest, path in (
        ("join", nobody, "join"),
        ("trainer", nobody, "trainer"),
        ("board", trainer, "board"),
        ("screen", trainer, "screen"),
        ("room", person, ""),
    ):
        body = guest.ask(f"room/{language}/{path}").body
        text = guide(room, link_of(body, page, language))
        # Whoever is not in finds no link there that would send them back to the door.
        assert '/guides"' not in text
        assert '/exercises"' not in text
    assert person.ask(f"passerelles/{language}/guides/learner").body.count('/guides"') == 2


def test_at_the_door_only_the_guides_are_open(room: Opened) -> None:
    nobody = Guest(room)
    picture = nobody.ask("passerelles/en/guides/pictures/home.en.png")
    assert (picture.status, picture.headers["Content-Type"]) == (200, "image/png")
    for path in (
        "guides",
        "guides/exercise-e3-governance",
        "guides/learner.pdf",
        "guides/pictures/%2e%2e%2fcourse.yml",
        "dossier",
    ):
        assert nobody.ask(f"passerelles/en/{path}").url.endswith("/room/en/join"), path
