"""What every desk does, and what it tells a learner; plain data that crosses a wire as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from passerelles.grading.handing_in import Receipt
from passerelles.grading.results import ResultView
from passerelles.library.text import Language, Text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a learner stands with one exercise at one desk.

    `questions` are the ids a desk takes answers to, `dossier` those among them that are
    answered with the dossier as it stands. `due` is the deadline (UTC, ISO 8601), with
    the learner's own extension, and `late_rule` what holds after it. `open` tells whether
    other answers than the last may still come in; `attempts_allowed` is None when there is
    no limit. `receipt` is that of the last attempt, `waiting` says that it is not graded
    yet; points are None until there are marks to show.
    """

    exercise: str
    questions: tuple[str, ...] = ()
    dossier: tuple[str, ...] = ()
    due: str | None = None
    late_rule: Text | None = None
    open: bool = True
    attempts_used: int = 0
    attempts_allowed: int | None = None
    receipt: Receipt | None = None
    waiting: bool = False
    points: float | None = None
    max_points: float | None = None


@dataclass(frozen=True, slots=True)
class DeskInfo:
    """What a desk takes, and where the learner stands with each exercise, in order."""

    exercises: tuple[Standing, ...] = ()

    def standing(self, exercise_id: str) -> Standing | None:
        """Return where the learner stands with one exercise, None where the desk has it not."""
        return next((one for one in self.exercises if one.exercise == exercise_id), None)


class Desk(Protocol):
    """One place where the owner of a workspace hands in. All may take seconds and refuse."""

    @property
    def course(self) -> str:
        """The course's id; empty for the one desk of a laptop."""
        ...

    @property
    def title(self) -> Text | None:
        """The course's title; None on a laptop, where there is no other."""
        ...

    @property
    def grades(self) -> bool:
        """Tell whether results come from here."""
        ...

    def info(self) -> DeskInfo:
        """Return what may be handed in here, with deadlines, attempts and marks."""
        ...

    def standing(self, exercise_id: str) -> Standing | None:
        """Return where the learner stands with one exercise, None where the desk has it not."""
        ...

    def kept(self, exercise_id: str) -> Receipt | None:
        """Return the last receipt that the workspace keeps from this desk; asks nobody."""
        ...

    def submit(self, exercise_id: str) -> Receipt:
        """Hand in the answers in the workspace; the same answers give the same receipt."""
        ...

    def grade(self, exercise_id: str) -> bool:
        """Have it graded, or wait a moment for that; tell whether it is done."""
        ...

    def result(self, exercise_id: str, language: Language) -> ResultView | None:
        """Return the result, None when nothing has been handed in."""
        ...
