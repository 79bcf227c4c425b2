"""Keying a paper form in, in a browser: by keyboard, a reload in the middle, 360 px, axe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Visit, end
from tests.graded import ROOT

from passerelles import grading
from passerelles.grading import keyed
from passerelles.grading.attempts import attempts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXERCISE = "e2-needs"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("keying")
    shutil.copytree(ROOT / "solutions" / EXERCISE, root / "sources" / EXERCISE)
    return grading.init(root / "room", root / "sources").root


@pytest.fixture(scope="module")
def url(room: Path) -> Iterator[Callable[[str], str]]:
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, "--classroom", str(room)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ,
        )
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().strip().split("?token=")
            yield lambda path: f"{address}{path}{'&' if '?' in path else '?'}token={token}"
        finally:
            end(process)


def sound(opened: Visit, shots: Path, name: str) -> None:
    """Look at a page at both widths; nothing scrolls sideways, axe finds nothing."""
    for width in (1280, 360):
        opened.page.set_viewport_size({"width": width, "height": 800})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert accessibility(opened.page) == [], name
        opened.page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
    opened.page.set_viewport_size({"width": 1280, "height": 800})


def test_a_paper_by_keyboard_with_a_reload_in_the_middle(
    url: Callable[[str], str], visit: Callable[..., Visit], room: Path, tmp_path: Path
) -> None:
    opened = visit(url(f"fr/class/{EXERCISE}"))
    page = opened.page
    page.get_by_role("link", name="Saisir des copies papier").click()
    sound(opened, tmp_path, "choose")
    page.get_by_label("Ou un nom à ajouter à la classe").fill("Aïcha B.")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Aïcha B.").wait_for()
    sound(opened, tmp_path, "form")
    # Enter goes on: the first table cell by cell, then the number below it.
    page.locator("[name='e2-shares/settled/population']").focus()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    page.keyboard.type("46")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "e2-shares/settled/reading"
    page.locator("[name='e2-shares/settled/reading']").select_option("over")
    page.locator("[name='e2-weighted']").fill("30 %")
    page.get_by_role("button", name="Ajouter des lignes").first.click()
    page.get_by_role("heading", name="Aïcha B.").wait_for()
    assert page.locator("[name='e2-weighted']").input_value() == "30 %"
    page.locator("[name='e2-breakdown']").fill("ventilation")
    page.locator("#status", has_text="Enregistré à").wait_for()
    page.reload()
    assert page.locator("[name='e2-breakdown']").input_value() == "ventilation"
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Hand in for Aïcha B.").wait_for()
    assert page.locator("[name='e2-shares/settled/population']").input_value() == "30"
    sound(opened, tmp_path, "form-en")
    page.get_by_role("button", name="Hand in for Aïcha B.").click()
    page.locator("#said", has_text="The paper is handed in and graded.").wait_for()
    sound(opened, tmp_path, "done")
    assert page.get_by_role("row", name="5 Right").count() == 1
    opened.clean()
    found = attempts(grading.open_(room), "Aïcha B.", EXERCISE)
    assert [one.answers.answers["e2-breakdown"] for one in found] == ["ventilation"]
    assert set(found[0].answers.answers) == {"e2-shares", "e2-weighted", "e2-breakdown"}
    assert found[0].keyed is not None


def test_what_is_wrong_stands_beside_its_field_and_the_next_paper_is_offered(
    url: Callable[[str], str], visit: Callable[..., Visit], room: Path, tmp_path: Path
) -> None:
    opened = visit(url(f"en/paper/{EXERCISE}"), width=360, lang="en-GB")
    page = opened.page
    page.get_by_label("Or a name to add to the classroom").fill("Ben")
    page.get_by_role("button", name="Key this paper in").click()
    page.locator("[name='e2-order/read']").fill("9")
    page.locator("[name='e2-design/meetings']").fill("many")
    page.get_by_role("button", name="Hand in for Ben").click()
    page.locator("#said", has_text="first correct what is marked").wait_for()
    assert page.locator("[name='e2-order/read']").get_attribute("aria-invalid") == "true"
    assert page.locator("[name='e2-design/meetings']").get_attribute("aria-invalid") == "true"
    sound(opened, tmp_path, "wrong")
    page.locator("[name='e2-order/read']").fill("1")
    page.locator("[name='e2-design/meetings']").fill("4")
    page.get_by_role("button", name="Hand in for Ben").click()
    page.get_by_role("heading", name="Next paper").wait_for()
    page.get_by_role("link", name="Correct a slip of the keyboard").click()
    page.get_by_text("This paper is handed in (attempt 1).").wait_for()
    page.get_by_text("Take this paper off the page").click()
    page.get_by_role("button", name="Take it off for good").click()
    page.locator("#said", has_text="The paper is taken away.").wait_for()
    assert keyed.read(grading.open_(room), EXERCISE, "Ben") is None
    assert len(attempts(grading.open_(room), "Ben", EXERCISE)) == 1
    opened.clean()
