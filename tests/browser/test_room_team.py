"""Two people of one team on their phones: what one changes, the other sees; a server restarted."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error
from tests.conftest import Visit, wait_for
from tests.rooms import Guest, opened

pytestmark = pytest.mark.browser
MODULE = "passerelles/en/modules/m2-institutional#partners"
LEVER = "Weight: main migrant groups"


def lever(page: Any) -> Any:
    page.locator("#partners").scroll_into_view_if_needed()
    box = page.locator("#partners").get_by_role("textbox", name=LEVER)
    box.wait_for()
    page.locator("#partners svg.main-svg").first.wait_for()
    return box


def _value(page: Any) -> str:
    """Return what a lever shows, empty while the page is on its way."""
    box = page.locator("#partners").get_by_role("textbox", name=LEVER)
    try:
        page.locator("#partners").scroll_into_view_if_needed(timeout=2000)
        return str(box.input_value(timeout=2000))
    except Error:
        return ""


def join(visit: Callable[..., Visit], address: str, name: str) -> Visit:
    opened_page = visit(address, width=360, lang="en-GB")
    page = opened_page.page
    page.get_by_label("Your name, as the others will see it").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_url("**/room/en/?new=1")
    return opened_page


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def accessible(page: Any) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_a_team_works_together_and_survives_a_restart(  # noqa: PLR0915 - one story
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    folder = tmp_path / "room"
    with opened(folder) as room:
        trainer = Guest(room)
        trainer.lead()
        trainer.line("trainer").do(do="teams-make", count=1)
        door = f"{room.address}?code={room.code}"
        first = join(visit, door, "Awa")
        second = join(visit, door, "Léo")
        for one in (first, second):
            assert fits(one.page)
        accessible(first.page)
        word = re.search(r"“(.+?)”", first.page.locator(".room-word").first.inner_text())
        assert word
        for one in (first, second):
            one.page.goto(f"{room.address}{MODULE}")
        mine, theirs = lever(first.page), lever(second.page)
        mine.fill("81")
        mine.press("Tab")
        wait_for(lambda: theirs.input_value() == "81", 60, "the other's page shows the change")
        # A lever in the hand stays there; what the other does shows elsewhere, and both count.
        theirs.focus()
        slider = second.page.locator("#partners input[type=range]").first
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        mouse = second.page.mouse
        mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
        mouse.down()
        mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2, steps=4)
        held = slider.input_value()
        other = first.page.locator("#partners").get_by_role(
            "textbox", name=re.compile("^Weight: mig")
        )
        other.fill("17")
        other.press("Tab")
        shown = second.page.locator("#partners").get_by_role(
            "textbox", name=re.compile("^Weight: mig")
        )
        wait_for(lambda: shown.input_value() == "17", 60, "another lever follows")
        assert slider.input_value() == held
        mouse.up()
        wait_for(lambda: mine.input_value() == theirs.input_value() == held, 60, "both agree")
        assert fits(second.page)
        # The dossier follows too.
        second.page.goto(f"{room.address}passerelles/en/dossier")
        first.page.locator("#partners button.psl-primary").first.click()
        second.page.wait_for_function(
            "() => Number(document.querySelector('main input[name=revision]')?.value) >= 1"
        )
        second.clean()
        first.clean()
        room.process.send_signal(signal.SIGKILL)
        room.process.wait(20)
        first.page.locator("#room-lost").wait_for()
    with opened(folder, port=room.port):
        # The page comes back by itself, at the same place, with what the team had set.
        first.page.wait_for_function(
            "() => !document.getElementById('room-lost')?.checkVisibility()"
        )
        wait_for(lambda: _value(first.page) == held, 120, "back at one's place")
        again = visit(f"{room.address}room/en/join", width=360, lang="en-GB")
        again.page.get_by_text("You were here before?").click()
        accessible(again.page)
        back = again.page.locator(".room-back")
        back.get_by_label("Your name").fill("Awa")
        back.get_by_label("Your personal word").fill(word[1])
        back.get_by_role("button").click()
        again.page.wait_for_url("**/room/en/")
        assert again.page.get_by_role("heading", name="Hello Awa").is_visible()
