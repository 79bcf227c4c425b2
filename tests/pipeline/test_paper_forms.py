"""Simulators and exercises on paper: every decision, every question, and no key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Served
from tests.graded import SECRETS, Graded
from tests.portal_client import Client

from passerelles.build.course import course
from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import exercise, pdf, printing, sheets
from passerelles_widgets import simulators
from passerelles_widgets.forms.kinds import Choice, Matching, Number
from passerelles_widgets.forms.tasks import Essay

EXERCISES = [one.id for one in course().exercises]


def words(text: str) -> str:
    return " ".join(text.split())


def written(paper: exercise.Paper) -> str:
    return words("\n".join([paper.lead, *(one.text for one in paper.sections)]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", simulators.ids())
def test_a_sheet_asks_for_every_decision_of_its_simulator(name: str, language: Language) -> None:
    sheet = sheets.sheet(name, language)
    text = written(sheet)
    for one in simulators.load(name).data.parameters:
        if one.kind == "decision":
            assert words(one.label[language]) in text
            assert all(words(column.label[language]) in text for column in one.columns)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_on_paper_asks_everything_and_gives_nothing_away(
    name: str, language: Language
) -> None:
    paper = written(exercise.paper(name, language))
    key = written(exercise.key(name, language))
    for question in Graded(name).exercise.questions:
        assert words(question.prompt[language]) in paper
        assert words(question.prompt[language]) in key
        hidden = [question.model_answer] if isinstance(question, Essay) else []
        hidden += [one.why for one in question.options] if isinstance(question, Choice) else []
        hidden += [one.why for one in question.rows] if isinstance(question, Matching) else []
        hidden += [question.why] if isinstance(question, Number) else []
        for one in hidden:
            assert words(one[language]) not in paper
            assert words(one[language]) in key
    assert not [secret for secret in SECRETS if secret in paper]


@pytest.mark.parametrize("name", ["sheet-stakeholders", "exercise-e4-agreement", "key-e2-needs"])
def test_they_print(name: str, tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    command = [sys.executable, "-m", "passerelles", "paper", name, "--lang", "en", "-o", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    assert made.read_bytes().startswith(b"%PDF-")
    private = made.stat().st_mode & 0o077 == 0
    assert private == name.startswith(printing.KEY)


def test_everything_listed_has_a_paper() -> None:
    for name in printing.names("fr"):
        if name.startswith(("sheet-", "exercise-")):
            found = printing.catalogue.paper(name, "fr")
            assert found.id == name
            assert pdf.blocks(found.sections[0].text)


def test_the_portal_prints_the_paper_and_never_the_key(course_server: Served) -> None:
    visitor = Client(course_server)
    listed = visitor.get("fr/guides").body.decode()
    for name in (*sheets.names(), *exercise.names()):
        assert f"guides/{name}.pdf" in listed
    assert visitor.get("fr/guides/exercise-e1-context.pdf").body.startswith(b"%PDF-")
    assert visitor.get("fr/guides/key-e1-context.pdf").status == 404
    assert visitor.get("fr/guides/key-e1-context").status == 404
