"""Two classrooms that nobody has handed in to: what to do first, help, and nothing for axe."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

import pytest
from tests.browser.test_help import helped, sound
from tests.conftest import Visit, end
from tests.instructor import DEMO, ESSAY, EXERCISE

from passerelles import grading
from passerelles.library.text import LANGUAGES, Language
from passerelles.portal.strings import string

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    root = tmp_path_factory.mktemp("empty")
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    for name in ("north", "south"):
        command += ["--classroom", str(grading.init(root / name, DEMO).root)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ
        )
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().strip().split("?token=")
            start = address.removesuffix("passerelles/")
            yield lambda path: f"{start}{path}{'&' if '?' in path else '?'}token={token}"
        finally:
            end(process)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_classroom(
    url: Callable[[str], str], visit: Callable[..., Visit], lang: Language
) -> None:
    here = f"room/north/passerelles/{lang}"
    for path, kind, said in (
        (f"passerelles/{lang}/", "classroom-rooms", None),
        (f"{here}/grading", "grading-list", "class.none_yet"),
        (f"{here}/class/{EXERCISE}", "classroom-exercise", "class.nobody"),
        (f"{here}/people", "classroom-people", "class.people_none"),
        (f"{here}/rules", "classroom-rules", None),
        (f"{here}/grading/{EXERCISE}?question={ESSAY}", "grading", "grading.none"),
    ):
        opened = visit(url(path), lang=lang)
        if said:
            assert string(said, lang) in opened.page.locator("main").inner_text()
        sound(opened.page, lang)
        tab = helped(opened.page, kind, lang)
        if path in (f"passerelles/{lang}/", f"{here}/rules"):
            sound(tab, lang)
        opened.clean()
    refused = visit(url(f"{here}/class/nothing"), lang=lang).page
    sound(refused, lang)
    helped(refused, "grading-refusal", lang)
    report = visit(url(f"{here}/grading/{EXERCISE}/report.html"), lang=lang).page
    assert string("report.none", lang) in report.locator("main").inner_text()
    assert report.locator("table:has(tbody:empty)").count() == 0
