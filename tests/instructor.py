"""A graded class for the tests of the instructor's side: learners, their answers, a grader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.grading import hand
from passerelles.grading.questions import essay
from passerelles.grading.settings import Classroom
from passerelles.library.text import Language

DEMO: Final = Path(__file__).parent / "data" / "exercises"
EXERCISE: Final = "e0-demo"
ESSAY: Final = "d-essay"
RIGHT: Final[dict[str, Any]] = {
    "d-single": "mayor",
    "d-multiple": ["school", "diaspora"],
    "d-order": ["look", "think", "act"],
    "d-number": "12,7",
}
CLASS: Final[dict[str, tuple[dict[str, Any], Language]]] = {
    "ana": ({**RIGHT, ESSAY: "Une assemblée ouverte."}, "fr"),
    "bob": ({"d-single": "guest", "d-multiple": ["school"], ESSAY: "An open assembly."}, "en"),
    "chloé": ({"d-single": "mayor", "d-number": 3, ESSAY: "Rien."}, "fr"),
    "dan": ({"d-single": "guest", "d-order": ["act", "think", "look"]}, "en"),
}
"""Ana is right throughout; Dan wrote no text, which nbgrader scores 0 and nobody reads."""


def hand_in(
    room: Classroom, folder: Path, student: str, answers: Mapping[str, Any], language: Language
) -> None:
    """Answer and hand in as a learner does."""
    workspace = Workspace.open(folder / f"workspace-{student}")
    store = workspace.answers(EXERCISE)
    for question, value in {**dict.fromkeys(store.load().answers), **answers}.items():
        store.keep(question, value, language)
    grading.submit(workspace, EXERCISE, student, room)


def graded(room: Classroom, folder: Path) -> Classroom:
    """Have the class hand in, and grade it."""
    for student, (answers, language) in CLASS.items():
        hand_in(room, folder, student, answers, language)
    assert all(verdict.graded for verdict in grading.grade(room, EXERCISE))
    return room


def place(room: Classroom, student: str) -> hand.Place:
    """Return where a learner's text stands in the order of grading."""
    return next(one for one in hand.places(room, EXERCISE, ESSAY) if one.student == student)


def give(room: Classroom, student: str, **given: Any) -> hand.Sheet:
    """Grade a learner's text by hand, on top of what stands there."""
    question, here = essay(room, EXERCISE, ESSAY), place(room, student)
    now = hand.sheet(room, EXERCISE, question, here)
    kept = {"version": now.version, "levels": now.levels, "comment": now.comment, **given}
    return hand.keep(room, EXERCISE, question, here, kept)
