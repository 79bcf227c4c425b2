"""What every exercise must keep to, and the helpers its own tests use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from passerelles.build.myst import read
from passerelles.library.records import parse_yaml
from passerelles.library.text import LANGUAGES, Language, localised
from passerelles_widgets import simulators
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json, public

ROOT = Path(__file__).parents[2]
SECRETS = ("key", "right", "why", "at_least", "at_most", "indicator", "model_answer", "levels")
EMPTY: tuple[Any, ...] = (None, "", [], {})


class Read:
    """An exercise read from its source: its questions and its model solution."""

    def __init__(self, exercise: str) -> None:
        folder = ROOT / "solutions" / exercise
        self.source = read(folder / f"{exercise}.md")
        self.questions: dict[str, Question] = {
            cell.name: from_json({"id": cell.name, **parse_yaml(cell.source, cell.name)}, cell.name)
            for cell in self.source.cells
            if "question" in cell.tags
        }
        self.solution: dict[str, Any] = yaml.safe_load(
            (folder / "solution.yml").read_text(encoding="utf-8")
        )

    def score(self, question: str, answer: Any) -> float:
        """Return the points of an answer."""
        return mark(self.questions[question], answer).score

    def right(self, question: str) -> Any:
        """Return a copy of the model answer, free to be changed."""
        return json.loads(json.dumps(self.solution[question]))

    def start(self, question: str, language: Language = "fr") -> dict[str, Any]:
        """Return the scenario a learner first sees."""
        asked: Any = self.questions[question]
        simulator = simulators.load(asked.simulator)
        given = {**simulator.defaults(language), **localised(asked.start, language)}
        return simulator.check(given, language)


def points(read: Read, total: float, automatic: float) -> None:
    """Check that points add up, overall and within each question."""
    essays = [one for one in read.questions.values() if one.type == "essay"]
    assert sum(one.points for one in read.questions.values()) == total
    assert sum(one.points for one in essays) == total - automatic
    for essay in essays:
        assert sum(line.highest() for line in essay.rubric) == essay.points
        assert all(len(line.levels) == 3 for line in essay.rubric)
    for one in read.questions.values():
        parts = {"scenario": "constraints", "table": "checks", "dossier": "planks"}.get(one.type)
        if parts:
            assert sum(part.points for part in getattr(one, parts)) == one.points


def full_marks_or_nothing(read: Read) -> None:
    """Check that the solution earns everything and that silence earns nothing."""
    assert read.source.problems == ()
    assert read.solution.keys() == read.questions.keys()
    for name, question in read.questions.items():
        given = mark(question, read.solution[name])
        assert given.by_hand if question.type == "essay" else given.right, name
        assert all(mark(question, empty).score == 0 for empty in EMPTY), name


def nothing_given_away(read: Read) -> None:
    """Check that what a learner's page holds has no key, explanation or model answer."""
    for question in read.questions.values():
        for language in LANGUAGES:
            shown = json.dumps(public(question, language), ensure_ascii=False)
            assert not [word for word in SECRETS if f'"{word}"' in shown]
            if question.type == "essay":
                assert question.model_answer[language][:40] not in shown


def nothing_repeated(read: Read, module: str) -> None:
    """Check that no question has the name or the words of a practice question."""
    folder = ROOT / "modules" / module
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    for name, question in read.questions.items():
        assert f":name: {name}\n" not in text
        assert question.prompt.fr not in text
        assert question.prompt.en not in text


def both_languages(read: Read, question: str) -> None:
    """Check that a scenario earns as much under the names of the other language."""
    asked: Any = read.questions[question]
    pairs: dict[str, str] = {}

    def collect(value: Any) -> None:
        if isinstance(value, dict) and set(value) == {"fr", "en"}:
            pairs[value["fr"]] = value["en"]
        elif isinstance(value, (dict, list)):
            for item in value.values() if isinstance(value, dict) else value:
                collect(item)

    def put(value: Any) -> Any:
        if isinstance(value, str):
            return pairs.get(value, value)
        if isinstance(value, list):
            return [put(item) for item in value]
        if isinstance(value, dict):
            return {key: put(item) for key, item in value.items()}
        return value

    collect(asked.start)
    assert mark(asked, put(read.right(question))).right
    for language in LANGUAGES:
        assert mark(asked, read.start(question, language)).score == 0
        assert mark(asked, simulators.load(asked.simulator).defaults(language)).score == 0
