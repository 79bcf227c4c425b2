"""A trainer walks a half-day on the board alone, with two participants and the projector."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.conftest import Visit
from tests.rooms import PASSWORD, Opened, opened

from passerelles.workshop.plans import plans

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("board") / "room") as running:
        yield running


def accessible(page: Any) -> None:
    """Fail on what axe finds, and on a page wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def lead(room: Opened, visit: Callable[..., Visit]) -> Visit:
    board = visit(f"{room.address}room/en/trainer", lang="en")
    board.page.locator("input[name=password]").fill(PASSWORD)
    board.page.locator("form button[type=submit]").click()
    board.page.locator("#plan-use-half-day").wait_for()
    return board


def enter(room: Opened, visit: Callable[..., Visit], name: str, lang: str) -> Visit:
    guest = visit(f"{room.address}room/{lang}/join?code={room.code}", width=360, lang=lang)
    form = guest.page.locator("form").first
    form.locator("input[name=name]").fill(name)
    form.locator("button[type=submit]").click()
    guest.page.locator(".room-dock").wait_for()
    return guest


class Walk:
    """The board, the projector and two participants, one French and one English."""

    def __init__(self, board: Visit, screen: Any, first: Visit, second: Visit) -> None:
        self.board, self.screen = board.page, screen
        self.guests = (first.page, second.page)

    def activity(self, found: Any) -> None:
        """Open an activity from the plan, have both answer it, close and reveal it."""
        self.board.locator(f"#plan-open-{found.id}").click()
        close = self.board.locator(f"#plan-close-{found.id}")
        close.wait_for()
        for place, guest in enumerate(self.guests):
            answer(guest, found, place)
        if found.kind == "question":
            self.board.get_by_role("button", name="Show Aïcha’s answer").last.click()
            self.screen.locator(".room-texts li").first.wait_for()
        close.click()
        close.wait_for(state="detached")
        if found.kind in ("estimate", "vote"):
            self.board.locator("#board-activities article").first.get_by_role(
                "button", name="Reveal"
            ).click()
            for page in (self.screen, *self.guests):
                page.locator(".room-chart").first.wait_for()

    def game(self) -> None:
        """Play two rounds and make the debrief."""
        self.board.locator("#plan-game").click()
        for number in (1, 2):
            self.board.locator("#round-open").click()
            first, second = self.guests
            first.locator("#game-decision").wait_for()
            decision = "desk-study" if number == 1 else "map-stakeholders"
            first.locator("#game-decision").select_option(decision)
            first.locator("#game-add").click()
            second.locator(f"#game-remove-1-{decision}").wait_for()
            second.locator("#game-agree").click()
            first.get_by_text("2 sur 2 approuvent.").wait_for()
            if number == 1:
                accessible(first)
            self.board.locator("#round-close").click()
            self.screen.locator(".room-chart").first.wait_for()
        self.board.locator("#game-debrief").click()
        self.screen.get_by_text("What the outcome owes to each decision").wait_for()


def answer(guest: Any, found: Any, place: int) -> None:
    """Answer an activity as a person does, on one's own page of the room."""
    form = guest.locator("#room-activities form.room-form").first
    if found.kind in ("simulator", "exercise"):
        guest.locator("#room-activities article a.button").first.wait_for()
        return
    form.wait_for()
    if found.kind == "estimate":
        form.locator("input").fill("12,5" if place == 0 else "1.5")
    elif found.kind == "question":
        form.locator("textarea").fill(f"<b>Answer {place}</b>")
    elif found.mode == "order":
        form.locator("li").nth(1).locator("button").first.click()
    else:
        form.locator("input").first.check()
    form.locator("button[type=submit]").click()
    form.locator(".room-sent").wait_for()


def test_a_half_day_on_the_board_alone(room: Opened, visit: Callable[..., Visit]) -> None:
    board = lead(room, visit)
    first, second = enter(room, visit, "Aïcha", "fr"), enter(room, visit, "Bob", "en")
    screen = board.page.context.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{room.address}room/en/screen")
    screen.locator("#screen-join svg").first.wait_for()
    page = board.page
    page.locator("#teams-count").fill("1")
    page.locator("#teams-make-go").click()
    page.locator("#plan-use-two-days").click()  # the wrong one: another is taken
    page.locator("#plan-change-two-days summary").click()
    page.locator("#plan-use-half-day").click()
    walk = Walk(board, screen, first, second)
    items = plans()["half-day"].items
    for place, item in enumerate(items):
        page.get_by_role("heading", name=item.title.en, exact=True).wait_for()
        for found in item.activities:
            walk.activity(found)
        if item.game:
            walk.game()
        if item.id == "guess":
            for shown in (page, screen, first.page):
                accessible(shown)
        if place + 1 < len(items):
            page.locator("#plan-next").click()
    assert "Aïcha" not in screen.locator("body").inner_text()
    assert screen.locator("b").count() == 0
    page.locator("#end-do").click()
    first.page.get_by_text("L’atelier est terminé").first.wait_for()
    page.locator("#archive-do").click()
    page.locator("#archive-take").wait_for()
    with page.expect_download() as taken:
        page.locator("#archive-take").click()
    names = zipfile.ZipFile(taken.value.path()).namelist()
    assert "board/record-en.html" in names
    accessible(page)
    for one in (board, first, second):
        one.clean()


def test_help_messages_and_a_reload_in_the_middle_of_a_word(
    room: Opened, visit: Callable[..., Visit]
) -> None:
    board = lead_again(room, visit)
    guest = enter(room, visit, "Chloé", "fr")
    guest.page.locator("#room-hand").click()
    board.page.get_by_role("button", name="Chloé has been helped").click()
    guest.page.locator("#room-hand[aria-pressed=false]").wait_for()
    board.page.locator("#say-text").fill("Half way <i>")
    board.page.locator("#say-go").click()
    guest.page.locator("#room-news").get_by_text("Half way <i>").wait_for()
    # What one is writing stays when the panel is drawn again by somebody else's news.
    board.page.locator("#team-name").fill("Les Ponts")
    enter(room, visit, "Dan", "en")
    board.page.get_by_text("Dan", exact=True).first.wait_for()
    assert board.page.locator("#team-name").input_value() == "Les Ponts"
    guest.clean()


def lead_again(room: Opened, visit: Callable[..., Visit]) -> Visit:
    """Open the board, and the workshop if it was ended."""
    board = visit(f"{room.address}room/en/trainer", lang="en")
    board.page.locator("input[name=password]").fill(PASSWORD)
    board.page.locator("form button[type=submit]").click()
    board.page.locator("#end-do").wait_for()
    if board.page.locator("#end-do").inner_text() == "Go on after all":
        board.page.locator("#end-do").click()
        board.page.get_by_role("button", name="End the workshop").wait_for()
    return board
