"""Takes the pictures of the guides from the real pages: `make pictures`.

Each picture is taken of a page as its reader meets it, in the language of the guide, and made
again whenever a page has changed. They are committed: an installed course has no browser.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from passerelles.dossier.workspace import Workspace
from passerelles.grading import grade, init, submit
from passerelles.library.text import LANGUAGES, Language
from tests.conftest import CHROMIUM, FLAGS, PATIENCE, ROOT, Served, served
from tests.graded import Graded
from tests.rooms import PASSWORD, Guest, opened

FOLDER: Final = ROOT / "course" / "guides" / "pictures"
WIDTH: Final = 1100
EXERCISE: Final = "e1-context"
SUBMIT: Final = {"fr": "Remettre", "en": "Submit"}


def home(page: Any, course: Served, language: Language) -> None:
    """Show the home page of somebody half way."""
    page.goto(course.url(f"{language}/"))


def dossier(page: Any, course: Served, language: Language) -> None:
    """Show a dossier under way."""
    page.goto(course.url(f"{language}/dossier"))


def simulator(page: Any, course: Served, language: Language) -> None:
    """Show a simulator in its module, drawn."""
    page.set_viewport_size({"width": 1500, "height": 980})  # levers and result side by side
    page.goto(course.url(f"{language}/modules/m3-sectors#remittances"))
    page.wait_for_selector("#remittances figure svg.main-svg .cartesianlayer")
    page.evaluate("document.querySelector('#remittances').scrollIntoView()")


def result(page: Any, course: Served, language: Language) -> None:
    """Show an exercise handed in: receipt and result."""
    page.goto(course.url(f"{language}/exercises/{EXERCISE}"))
    page.get_by_role("button", name=SUBMIT[language], exact=True).click()
    page.locator("#result, .result").first.wait_for()
    page.wait_for_timeout(500)
    page.locator(".receipt").first.scroll_into_view_if_needed()


LEARNER: Final[dict[str, Callable[[Any, Served, Language], None]]] = {
    "home": home,
    "simulator": simulator,
    "dossier": dossier,
    "result": result,
}


def classroom(page: Any, language: Language) -> None:
    """Show a classroom in which some have handed in."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as closing:
        folder = Path(name)
        room = init(folder / "classroom", ROOT / "solutions", language)
        for student, share in HANDED_IN.items():
            workspace = Workspace.open(folder / student)
            for question, answer in list(Graded(EXERCISE).solution.items())[:share]:
                workspace.answers(EXERCISE).keep(question, answer, language)
            submit(workspace, EXERCISE, student, room)
        grade(room, EXERCISE)
        command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
        process = subprocess.Popen(
            [*command, "--classroom", str(room.root)], stdout=subprocess.PIPE, text=True
        )
        closing.callback(process.wait)
        closing.callback(process.terminate)
        assert process.stdout is not None
        address, token = process.stdout.readline().strip().split("?token=")
        page.goto(f"{address}{language}/class/{EXERCISE}?token={token}")
        take(page, "classroom", language)


def board(page: Any, language: Language) -> None:
    """Show the trainer's board with a plan under way and people in the room."""
    with tempfile.TemporaryDirectory() as name, opened(Path(name) / "room") as room:
        for person in HANDED_IN:
            Guest(room, language).join(person.capitalize())
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{room.address}room/{language}/trainer")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button[type=submit]").click()
        page.locator("#plan-use-half-day").click()
        page.locator("#plan-next").wait_for()
        take(page, "board", language)


ALONE: Final[dict[str, Callable[[Any, Language], None]]] = {"classroom": classroom, "board": board}
HANDED_IN: Final = {"amina": 11, "bruno": 8, "chiara": 10, "demba": 5}
"""Invented learners, and how many of the exercise's answers each has given."""


def take(page: Any, name: str, language: Language) -> None:
    """Take one picture, once the page has come to rest."""
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.{language}.png")


@contextmanager
def prepared(language: Language) -> Iterator[Served]:
    """Serve a course whose learner has a dossier and answers to one exercise."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        init(folder / "classroom", ROOT / "solutions")
        workspace = Workspace.open(folder / "workspace")
        sample = ROOT / "course" / "sample" / f"dossier.{language}.json"
        shutil.copyfile(sample, workspace.root / "dossier.json")
        for module, sections in seen().items():
            for section in sections:
                workspace.progress.see(module, section)
        for question, answer in list(Graded(EXERCISE).solution.items())[:-2]:
            workspace.answers(EXERCISE).keep(question, answer, language)
        with served(workspace.root, folder / "classroom") as running:
            yield running


def seen() -> dict[str, tuple[str, ...]]:
    """Return the sections a learner half way through the course has read."""
    from passerelles.build.course import course  # noqa: PLC0415
    from passerelles.portal.outline import section_names  # noqa: PLC0415

    read = course().modules[:3]
    return {module.id: tuple(section_names(module)) for module in read}


def main() -> None:
    """Take the pictures named on the command line, or all of them."""
    wanted = sys.argv[1:] or [*LEARNER, *ALONE]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        @contextmanager
        def visitor(language: Language) -> Iterator[Any]:
            size = {"width": WIDTH, "height": 720}
            context = browser.new_context(viewport=size, locale=language, reduced_motion="reduce")
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            yield page
            context.close()

        for language in LANGUAGES:
            if set(wanted) & set(LEARNER):
                with prepared(language) as course:
                    for name in [one for one in wanted if one in LEARNER]:
                        with visitor(language) as page:
                            LEARNER[name](page, course, language)
                            take(page, name, language)
            for name in [one for one in wanted if one in ALONE]:
                with visitor(language) as page:
                    ALONE[name](page, language)
        browser.close()
    print(json.dumps({"pictures": sorted(path.name for path in FOLDER.glob("*.png"))}))


if __name__ == "__main__":
    main()
