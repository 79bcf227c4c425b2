"""The graded exercises as their tests read them: questions, model solution, starting scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from passerelles.build.exercises import Exercise, load
from passerelles.library.text import Language, localised
from passerelles_widgets import simulators
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.tasks import Essay, Scenario

ROOT: Final = Path(__file__).parents[1]
SECRETS: Final = ('"key"', '"right"', '"why"', '"equals"', '"accept"', '"at_least"', '"at_most"')


class Graded:
    """One exercise and its author's solution."""

    def __init__(self, exercise_id: str) -> None:
        self.folder = ROOT / "solutions" / exercise_id
        self.exercise: Exercise = load(self.folder)
        self.solution: dict[str, Any] = yaml.safe_load(
            (self.folder / "solution.yml").read_text(encoding="utf-8")
        )

    @property
    def questions(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.exercise.questions}

    def score(self, question_id: str, answer: Any) -> float:
        """Return the points an answer earns."""
        return mark(self.questions[question_id], answer).score

    def earned(self, question_id: str, answer: Any) -> dict[str, float]:
        """Return the points of each part of a table or a scenario."""
        return {part.id: part.earned for part in mark(self.questions[question_id], answer).parts}

    def start(self, question_id: str, language: Language) -> dict[str, Any]:
        """Return what a learner first sees of a scenario."""
        question = self.questions[question_id]
        assert isinstance(question, Scenario)
        simulator = simulators.load(question.simulator)
        given = localised(question.start or {}, language)
        return simulator.check({**simulator.defaults(language), **given})

    def points(self) -> tuple[float, float]:
        """Return the points marked automatically and those that a person gives."""
        by_hand = [one.points for one in self.exercise.questions if isinstance(one, Essay)]
        return sum(one.points for one in self.exercise.questions) - sum(by_hand), sum(by_hand)
