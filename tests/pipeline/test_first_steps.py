"""Where there is nothing yet, the page says in a sentence what to do first, and leads there."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.conftest import Served, served
from tests.portal_client import Client

from passerelles.build.course import course
from passerelles.dossier.workspace import Workspace
from passerelles.library.text import LANGUAGES, Language
from passerelles.portal.outline import Card, resume
from passerelles.portal.strings import strings

EMPTY = {
    "": ("home.none", "modules/m0-orientation"),
    "dossier": ("dossier.empty", "modules/"),
    "dossier/versions": ("versions.none", "dossier#frame"),
    "exercises": ("exercises.none", "modules/"),
    "profile": ("profile.none", "modules/"),
    "privacy": ("privacy.nothing", ""),
    "guides?q=xyzzy": ("guides.none", ""),
}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("first") / "workspace") as running:
        yield running


def said(key: str, language: Language) -> re.Pattern[str]:
    """Return what a string looks like on a page, whatever fills its places."""
    words = re.split(r"\{[a-z]+\}", " ".join(strings()[key][language].split()))
    return re.compile(".{1,60}?".join(re.escape(part) for part in words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_page_says_what_to_do_first(fresh: Served, language: Language) -> None:
    visitor = Client(fresh)
    for path, (key, leads) in EMPTY.items():
        answer = visitor.get(f"{language}/{path}")
        assert said(key, language).search(answer.text), (path, answer.text[:900])
        page = answer.body.decode()
        main = page[page.index("<main") :]
        links = re.findall(rf'href="([^"]*/{language}/{re.escape(leads)}[^"]*)"', main)
        assert links, path
        followed = urllib.parse.urlsplit(links[0]).path.partition("/passerelles/")[2]
        if "modules/" not in followed:
            assert visitor.get(followed).status == 200


def test_what_was_begun_is_not_called_empty(fresh: Served) -> None:
    workspace = Workspace.open(fresh.workspace)
    workspace.progress.see("m0-orientation", "welcome")
    visitor = Client(fresh)
    assert not said("home.none", "en").search(visitor.get("en/").text)
    assert not said("privacy.nothing", "en").search(visitor.get("en/privacy").text)


def card(place: int, seen: int) -> Card:
    return Card(course().modules[place], True, 4, seen, 0, 0, None)


def test_the_home_page_goes_on_where_one_is() -> None:
    fresh_, done, begun = card(0, 0), card(0, 4), card(1, 2)
    assert resume([fresh_, card(1, 0)]) is None
    assert resume([done, begun]) == begun
    assert resume([done, card(1, 0)]) == card(1, 0), "the next one, when what was begun is finished"
    assert resume([done, replace(begun, seen=4)]) is None
