"""Takes the pictures of the guides from the real pages: `make pictures`.

Each picture is taken of a page as its reader meets it, in the language of the guide, and made
again whenever a page has changed. They are committed: an installed course has no browser.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from passerelles.dossier.workspace import Workspace
from passerelles.grading import init
from passerelles.library.text import LANGUAGES, Language
from tests.conftest import CHROMIUM, FLAGS, PATIENCE, ROOT, Served, served
from tests.graded import Graded

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


SHOTS: Final[dict[str, Callable[[Any, Served, Language], None]]] = {
    "home": home,
    "simulator": simulator,
    "dossier": dossier,
    "result": result,
}


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
    wanted = sys.argv[1:] or list(SHOTS)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LANGUAGES:
            with prepared(language) as course:
                for name in wanted:
                    context = browser.new_context(
                        viewport={"width": WIDTH, "height": 720},
                        locale=language,
                        reduced_motion="reduce",
                    )
                    page = context.new_page()
                    page.set_default_timeout(PATIENCE)
                    SHOTS[name](page, course, language)
                    page.wait_for_timeout(800)
                    page.screenshot(path=FOLDER / f"{name}.{language}.png")
                    context.close()
        browser.close()
    print(json.dumps({"pictures": sorted(path.name for path in FOLDER.glob("*.png"))}))


if __name__ == "__main__":
    main()
