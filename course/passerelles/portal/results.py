"""Handing in and results, as the exercise pages need them.

Everything that touches the disk runs in a thread, and grading itself in a
process of its own, so that no page waits for another's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from passerelles import grading
from passerelles.build.course import ExerciseEntry
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal.rendering import render
from passerelles.portal.settings import Settings


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """Where a learner stands with an exercise: begun, handed in, graded."""

    exercise: ExerciseEntry
    answered: int
    handed_in: bool
    receipt: Any
    result: Any

    @property
    def name(self) -> str:
        """Return `new`, `begun`, `handed-in` or `graded`."""
        if self.result is not None and self.result.notice is None:
            return "graded"
        if self.handed_in:
            return "handed-in"
        return "begun" if self.answered else "new"


async def state(
    settings: Settings, workspace: Workspace, exercise: ExerciseEntry, language: Language
) -> ExerciseState:
    """Gather the state of an exercise; raise `Refusal` when a file cannot be read."""
    return await asyncio.to_thread(_state, settings, workspace, exercise, language)


def _state(
    settings: Settings, workspace: Workspace, exercise: ExerciseEntry, language: Language
) -> ExerciseState:
    answers = workspace.answers(exercise.id).load()
    receipt = grading.last_receipt(workspace, exercise.id)
    result = None
    if settings.classroom is not None and receipt is not None:
        classroom = grading.open_(settings.classroom)
        result = grading.result(classroom, exercise.id, grading.local_student(), language)
    return ExerciseState(exercise, len(answers.answers), receipt is not None, receipt, result)


async def hand_in(settings: Settings, workspace: Workspace, exercise: ExerciseEntry) -> Any:
    """Hand the answers in; return the receipt."""

    def work() -> Any:
        classroom = grading.open_(settings.classroom) if settings.classroom else None
        return grading.submit(workspace, exercise.id, grading.local_student(), classroom)

    return await asyncio.to_thread(work)


async def grade(settings: Settings, exercise: ExerciseEntry) -> None:
    """Grade the local learner's submission; raise `Refusal` with the verdict if that fails."""
    if settings.classroom is None:
        return
    classroom = grading.open_(settings.classroom)
    verdicts = await asyncio.to_thread(
        grading.grade, classroom, exercise.id, grading.local_student()
    )
    for verdict in verdicts:
        if verdict.reason is not None:
            raise Refusal(verdict.reason.fr, verdict.reason.en)


def receipt_html(receipt: Any, language: Language) -> str:
    """Return the receipt as a fragment of the page."""
    return render("receipt.html", language, receipt=receipt)


def result_html(state_: ExerciseState, language: Language) -> str:
    """Return the result as a fragment of the page."""
    return render("result.html", language, state=state_, result=state_.result)
