"""The instructor’s classroom in a browser: one click, a reload in the middle, keyboard, 360 px."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Visit, end
from tests.instructor import CLASS, DEMO, EXERCISE, hand_in

from passerelles import grading
from passerelles.grading import rules

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("classroom")
    made = grading.init(root / "room", DEMO)
    due = datetime.now(UTC) - timedelta(days=1)
    made = rules.change(made, {"deadline": due.isoformat(), "late": "penalty"})
    for student, (answers, language) in CLASS.items():
        hand_in(made, root, student, answers, language)
    return made.root


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


def test_one_click_by_keyboard_and_a_reload_in_the_middle(
    url: Callable[[str], str], visit: Callable[..., Visit]
) -> None:
    opened = visit(url("fr/grading"), width=360)
    page = opened.page
    page.get_by_role("button", name="Tout corriger").focus()
    page.keyboard.press("Enter")
    page.locator("#said", has_text="La correction est en route.").wait_for()
    page.reload()
    page.get_by_text("Terminée. Travaux corrigés : 4").wait_for()
    assert page.locator("#run-bar").count() == 0
    assert "À corriger" not in page.locator(".cards").inner_text()
    opened.clean()


def test_an_extension_from_the_table(
    url: Callable[[str], str], visit: Callable[..., Visit]
) -> None:
    opened = visit(url(f"en/class/{EXERCISE}"), lang="en-GB")
    page = opened.page
    page.get_by_role("link", name="Change the extension or the attempts of ana").click()
    until = (datetime.now().astimezone() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page.get_by_label("This person’s deadline").fill(until)
    page.get_by_role("button", name="Grant this extension").click()
    page.locator("#said", has_text="ana may hand in").wait_for()
    assert page.get_by_role("row", name="ana").locator(".late").count() == 0
    page.get_by_role("link", name="Français").click()
    page.get_by_role("heading", level=1).wait_for()
    assert "/fr/class/" in page.url
    opened.clean()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pages_are_sound(
    url: Callable[[str], str], visit: Callable[..., Visit], lang: str
) -> None:
    for path in ("grading", f"class/{EXERCISE}?person=bob", "rules", "people"):
        opened = visit(url(f"{lang}/{path}"), lang=lang)
        page = opened.page
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert accessibility(page) == []
        page.emulate_media(color_scheme="dark")
        assert accessibility(page) == []
        opened.clean()
