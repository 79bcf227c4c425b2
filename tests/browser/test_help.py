"""Help a key away, and pages with nothing on them yet: sound in both languages, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Served, Visit
from tests.rooms import PASSWORD, Opened, opened

from passerelles.library.text import LANGUAGES
from passerelles.papers.help import HELP
from passerelles.portal.strings import string

pytestmark = pytest.mark.browser
NOTHING = ("people_none", "activities_none", "teams_none", "game_none", "compare_none")


def sound(page: Any, lang: str) -> None:
    """Find the right language, one title, nothing for axe, no sideways scroll, at both widths."""
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility(page) == [], width


def helped(page: Any, kind: str, lang: str) -> Any:
    """Ask for help by keyboard; return the tab with the paragraph, which stands in sight."""
    with page.context.expect_page() as opening:
        page.locator(".site-help, a.skip[target]").press("Enter")
    tab = opening.value
    paragraph = tab.locator(f"#{HELP[kind].section}")
    paragraph.wait_for()
    assert tab.locator("html").get_attribute("lang") == lang
    tab.wait_for_function(
        "id => document.getElementById(id).getBoundingClientRect().top < innerHeight / 2",
        arg=HELP[kind].section,
    )
    return tab


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_that_does_not_open_has_help(
    course_server: Served, visit: Callable[..., Visit], lang: str
) -> None:
    page = visit(course_server.url(f"{lang}/modules/m9"), lang=lang).page
    sound(page, lang)
    helped(page, "refusal", lang)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("help") / "room") as running:
        yield running


def test_a_room_with_nobody_in_it(room: Opened, visit: Callable[..., Visit]) -> None:
    boards = []
    for lang in LANGUAGES:
        door = visit(f"{room.address}room/{lang}/join?code={room.code}", lang=lang)
        sound(door.page, lang)
        guide = helped(door.page, "join", lang)
        if lang == "fr":
            sound(guide, lang)
        board = visit(f"{room.address}room/{lang}/trainer", lang=lang)
        sound(board.page, lang)
        board.page.locator("input[name=password]").fill(PASSWORD)
        board.page.locator("form button[type=submit]").click()
        board.page.locator("#plan-use-half-day").wait_for()
        shown = board.page.locator(".board").inner_text()
        for key in NOTHING:
            assert string(f"board.{key}", lang) in shown, key
        sound(board.page, lang)
        boards.append(board)
        door.clean()
    for lang, board in zip(LANGUAGES, boards, strict=True):
        board.page.locator("#screen-shows").select_option("comparison")
        screen = board.page.context.new_page()
        screen.goto(f"{room.address}room/{lang}/screen")
        # Nothing to compare yet: the wall shows the way in rather than nothing.
        screen.locator("#screen-join svg").wait_for()
        sound(screen, lang)
        helped(screen, "screen", lang)
        board.clean()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_participants_page_before_anything_is_open(
    room: Opened, visit: Callable[..., Visit], lang: str
) -> None:
    guest = visit(f"{room.address}room/{lang}/join?code={room.code}", lang=lang)
    guest.page.locator("form input[name=name]").first.fill(f"Awa {lang}")
    guest.page.locator("form button[type=submit]").first.click()
    guest.page.get_by_text(string("live.nothing", lang)).first.wait_for()
    sound(guest.page, lang)
    helped(guest.page, "room", lang)
    guest.clean()
