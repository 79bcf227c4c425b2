"""The exercise on governance: its points, its keys, its model solution."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from passerelles.build.myst import read
from passerelles.library.records import parse_yaml
from passerelles.library.text import localised
from passerelles_widgets import simulators
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json, public

_FOLDER = Path(__file__).parents[2] / "solutions" / "e3-governance"


@pytest.fixture(scope="module")
def source():
    return read(_FOLDER / "e3-governance.md")


@pytest.fixture(scope="module")
def questions(source):
    return {
        cell.name: from_json({"id": cell.name, **parse_yaml(cell.source, cell.name)}, cell.name)
        for cell in source.cells
        if "question" in cell.tags
    }


@pytest.fixture(scope="module")
def solution():
    return yaml.safe_load((_FOLDER / "solution.yml").read_text(encoding="utf-8"))


def start(question, language):
    simulator = simulators.load(question.simulator)
    return simulator.check({**simulator.defaults(language), **localised(question.start, language)})


def test_the_source_is_sound_and_has_a_version(source):
    assert source.problems == ()
    assert source.metadata["passerelles"]["version"] == 1


def test_thirty_points_twenty_of_them_automatic(questions):
    essays = {name for name, question in questions.items() if question.type == "essay"}
    assert sum(question.points for question in questions.values()) == 30
    assert sum(questions[name].points for name in essays) == 10
    for name in essays:
        assert sum(one.highest() for one in questions[name].rubric) == questions[name].points
        assert all(len(one.levels) == 3 for one in questions[name].rubric)
    scenario = questions["e3-platform"]
    assert sum(one.points for one in scenario.constraints) == scenario.points


def test_the_model_solution_earns_full_marks(questions, solution):
    assert solution.keys() == questions.keys()
    for name, question in questions.items():
        given = mark(question, solution[name])
        assert given.by_hand if question.type == "essay" else given.right, name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_platform_of_the_mayors_office_meets_no_condition(questions, language):
    question = questions["e3-platform"]
    assert mark(question, start(question, language)).score == 0
    assert mark(question, simulators.load("stakeholders").defaults(language)).score == 0


def test_only_decisions_count(questions, solution):
    question = questions["e3-platform"]
    values = start(question, "fr")
    for row in values["stakeholders"]:
        row.update(capacity=400, group="diaspora", power=0)
    values |= {"days_responsible": 0, "days_meeting": 0, "halfway_credit": 100}
    assert mark(question, values).score == 0
    stranger = {**solution["e3-platform"]["stakeholders"][0], "name": "Un inconnu", "seats": 20}
    kept = {
        **solution["e3-platform"],
        "stakeholders": [*solution["e3-platform"]["stakeholders"], stranger],
        "dominance_threshold": 60,
    }
    assert mark(question, kept).right
    assert mark(question, {**kept, "stakeholders": []}).score == 0


def test_english_names_earn_as_much(questions, solution):
    question = questions["e3-platform"]
    names = {row["name"]["fr"]: row["name"]["en"] for row in question.start["stakeholders"]}
    rows = [{**row, "name": names[row["name"]]} for row in solution["e3-platform"]["stakeholders"]]
    assert mark(question, {**solution["e3-platform"], "stakeholders": rows}).right


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_public_gives_a_key_away(questions, language):
    for question in questions.values():
        shown = json.dumps(public(question, language), ensure_ascii=False)
        for word in ('"key"', '"right"', '"why"', '"at_least"', '"at_most"', '"model_answer"'):
            assert word not in shown
        if question.type == "essay":
            assert question.model_answer[language][:40] not in shown


def test_no_question_repeats_one_of_the_module(questions):
    modules = Path(__file__).parents[2] / "modules" / "02-institutional"
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(modules.glob("*.md")))
    for name, question in questions.items():
        assert f":name: {name}\n" not in text
        assert question.prompt.fr not in text
