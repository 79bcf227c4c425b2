"""Hand grading as an instructor does it: three learners, keyboard, a phone, two at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Served, Visit, end, served, wait_for
from tests.instructor import DEMO, ESSAY, EXERCISE, graded

from passerelles import grading
from passerelles.grading.database import opened
from passerelles.grading.settings import Classroom

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Instructor:
    """A running `passerelles instruct`."""

    address: str
    token: str
    room: Classroom

    def url(self, path: str) -> str:
        mark = "&" if "?" in path else "?"
        return f"{self.address}{path}{mark}token={self.token}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hand")
    return graded(grading.init(root / "room", DEMO), root).root


@pytest.fixture
def instructor(made: Path, tmp_path: Path) -> Iterator[Instructor]:
    root = Path(shutil.copytree(made, tmp_path / "room"))
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, "--classroom", str(root)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ,
        )
        try:
            assert process.stdout is not None
            first = process.stdout.readline().strip()
            if "?token=" not in first:
                log.seek(0)
                pytest.fail(f"the pages did not start: {first}\n{log.read()}")
            address, token = first.split("?token=")
            yield Instructor(address, token, grading.open_(root))
        finally:
            end(process)


def marks(room: Classroom) -> dict[str, tuple[float | None, str | None]]:
    """Return what the gradebook, and so formgrader, has of each text."""
    with opened(room) as book:
        return {
            student: (
                book.find_grade(ESSAY, EXERCISE, EXERCISE, student).manual_score,
                book.find_comment(ESSAY, EXERCISE, EXERCISE, student).manual_comment,
            )
            for student in ("ana", "bob", "chloé")
        }


def status(page: Any, words: str) -> None:
    page.locator("#status", has_text=words).wait_for()


def test_three_texts_are_graded_one_after_the_other(
    instructor: Instructor, visit: Callable[..., Visit]
) -> None:
    opened_ = visit(instructor.url("fr/grading"))
    page = opened_.page
    assert "3 à noter sur 3" in page.locator(".cards").inner_text()
    page.get_by_role("link", name="Texte 1").click()
    seen = []
    for left in (3, 2, 1):
        page.locator("#status").wait_for(state="attached")
        text = page.locator("main").inner_text()
        assert not any(name in text for name in ("ana", "bob", "chloé"))
        assert f"Restent à noter : {left}" in text.replace("\u00a0", " ")
        seen.append(page.locator("blockquote").inner_text())
        page.get_by_label("Limpide" if "assembl" in seen[-1] else "Confus").check()
        status(page, "Enregistré")
        if left == 3:
            page.get_by_label("Commentaire pour la personne").fill("Relu.")
        if left > 1:
            page.keyboard.press("Control+Enter")
            page.locator("blockquote", has_text=seen[-1]).wait_for(state="detached")
    assert sorted(seen) == ["An open assembly.", "Rien.", "Une assemblée ouverte."]
    found = marks(instructor.room)
    assert {name: mark for name, (mark, _) in found.items()} == {
        "ana": 4.0,
        "bob": 4.0,
        "chloé": 0.0,
    }
    assert [comment for _, comment in found.values() if comment] == ["Relu."]
    assert page.locator("#next-waiting").count() == 0
    page.get_by_role("link", name="Classe", exact=True).first.click()
    assert "0 à noter sur 3" in page.locator(".cards").inner_text()
    opened_.clean()


def test_the_bank_gives_a_remark_in_the_learners_language(
    instructor: Instructor, visit: Callable[..., Visit]
) -> None:
    opened_ = visit(instructor.url(f"fr/grading/{EXERCISE}"))
    page = opened_.page
    page.get_by_label("En français").fill("Citez un acteur.")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#remark-status", has_text="une langue manque").wait_for()
    page.get_by_label("En anglais").fill("Name an actor.")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#bank", has_text="Citez un acteur.").wait_for()
    page.get_by_role("button", name="Modifier").click()
    page.get_by_label("En anglais").fill("Name one actor.")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#remark-title", has_text="Ajouter").wait_for()
    way = "Précédente"  # to the first text, then on from there
    while "Écrit en anglais" not in page.locator(".copy").inner_text():
        text = page.locator("h2#answer").inner_text()
        if way == "Précédente" and not page.get_by_role("link", name=way).count():
            way = "Suivante"
        page.get_by_role("link", name=way).click()
        page.locator("h2#answer", has_text=text).wait_for(state="detached")
    page.get_by_role("button", name="Employer").click()
    status(page, "Enregistré")
    assert marks(instructor.room)["bob"] == (None, "Name one actor.")
    page.get_by_role("button", name="Supprimer").click()
    page.locator("#bank", has_text="La réserve est vide").wait_for()
    opened_.page.context.clear_cookies()


def test_a_second_grader_is_told_and_nothing_is_overwritten(
    instructor: Instructor, visit: Callable[..., Visit]
) -> None:
    first = visit(instructor.url(f"fr/grading/{EXERCISE}"))
    token = first.page.evaluate("JSON.parse(document.getElementById('held').dataset.state).copy")
    second = visit(instructor.url(f"en/grading/{EXERCISE}?copy={token}"))
    first.page.get_by_label("Limpide").check()
    status(first.page, "Enregistré")
    second.page.get_by_label("Mark out of 4").fill("1.5")
    second.page.get_by_label("Comment for the learner").fill("Thin.")
    second.page.get_by_role("alert").get_by_text("Somebody else").wait_for()
    assert "4 pt" in second.page.get_by_role("alert").inner_text()
    assert [mark for mark, _ in marks(instructor.room).values() if mark] == [4.0]
    second.page.get_by_role("button", name="Save mine").click()
    status(second.page, "Saved")
    assert (1.5, "Thin.") in marks(instructor.room).values()
    second.page.get_by_label("Mark out of 4").fill("9")
    second.page.get_by_label("Mark out of 4").press("Tab")
    status(second.page, "Write a mark from 0 to 4.")
    assert (1.5, "Thin.") in marks(instructor.room).values()


def test_all_by_keyboard(instructor: Instructor, visit: Callable[..., Visit]) -> None:
    page = visit(instructor.url(f"en/grading/{EXERCISE}")).page
    page.get_by_label("Confused").focus()
    page.keyboard.press("ArrowDown")
    status(page, "Saved")
    assert page.get_by_label("Limpid").is_checked()
    assert page.get_by_label("Mark out of 4").input_value() == "4"
    before = page.locator("h2#answer").inner_text()
    page.keyboard.press("Control+Enter")
    page.locator("h2#answer", has_text=before).wait_for(state="detached")
    page.keyboard.press("Control+Shift+Enter")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pages_are_sound(
    instructor: Instructor, visit: Callable[..., Visit], lang: str
) -> None:
    for path in ("grading", f"grading/{EXERCISE}", f"grading/{EXERCISE}/report.html"):
        opened_ = visit(instructor.url(f"{lang}/{path}"), lang=lang)
        page = opened_.page
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if not path.endswith(".html"):  # its policy lets no script in, axe's neither
                assert accessibility(page) == []
        page.emulate_media(color_scheme="dark")
        if not path.endswith(".html"):
            assert accessibility(page) == []
        opened_.clean()


def test_formgrader_opens_beside_our_pages(
    instructor: Instructor, visit: Callable[..., Visit]
) -> None:
    page = visit(instructor.url("en/grading")).page
    page.get_by_role("link", name="Formgrader").click()
    page.get_by_text(EXERCISE).first.wait_for()
    listed = page.request.get(
        instructor.address.replace("/passerelles/", f"/formgrader/api/submissions/{EXERCISE}")
    ).json()
    assert {one["student"] for one in listed if one["autograded"]} == {"ana", "bob", "chloé", "dan"}


def reached(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return 403 if "/login" in answer.url else answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_nothing_of_it_is_shown_without_the_token(instructor: Instructor) -> None:
    root = instructor.address.removesuffix("passerelles/")
    for path in (
        "passerelles/fr/grading",
        f"passerelles/fr/grading/{EXERCISE}",
        f"passerelles/fr/grading/{EXERCISE}/report.csv",
        "formgrader/api/assignments",
        "api/contents",
        "files/gradebook.db",
    ):
        assert reached(root + path) == 403


def test_a_learners_server_has_no_such_page(instructor: Instructor, tmp_path: Path) -> None:
    with served(tmp_path / "workspace", instructor.room.root) as running:
        assert isinstance(running, Served)
        for path in (
            "fr/grading",
            f"fr/grading/{EXERCISE}",
            f"fr/grading/{EXERCISE}/report.csv",
            "../formgrader/manage_assignments",
            "../formgrader/api/assignments",
        ):
            assert reached(running.url(path)) == 404, path
        wait_for(lambda: reached(running.url("fr/")) == 200, what="the course itself")
