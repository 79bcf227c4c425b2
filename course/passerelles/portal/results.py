"""Handing in and results, as the exercise pages need them: desk by desk.

Everything that touches the disk or asks another server runs in a thread, and grading
itself in a process of its own, so that no page waits for another's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from passerelles.build.course import ExerciseEntry
from passerelles.desk.choose import desks
from passerelles.desk.local import LocalDesk
from passerelles.desk.protocol import Desk, DeskInfo, Standing
from passerelles.dossier.workspace import Workspace
from passerelles.grading.handing_in import Receipt
from passerelles.grading.results import ResultView
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text
from passerelles.portal.rendering import render
from passerelles.portal.settings import Settings

_UNKNOWN: Final = Refusal(
    "Ce cours n’est pas l’un des vôtres ; rechargez cette page et choisissez-en un.",
    "This course is not one of yours; load this page again and choose one.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise can be handed in, and what is known of it there.

    `standing` is None while the desk does not answer; `fault` then says so.
    """

    desk: Desk
    standing: Standing | None
    receipt: Receipt | None
    result: ResultView | None = None
    fault: Text | None = None

    @property
    def graded(self) -> bool:
        """Tell whether there are marks to show."""
        return self.standing is not None and self.standing.points is not None

    @property
    def waiting(self) -> bool:
        """Tell whether something was handed in here that is still to be graded here."""
        return self.standing is not None and self.standing.waiting and self.desk.grades


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """Where a learner stands with an exercise: begun, handed in, graded; desk by desk."""

    exercise: ExerciseEntry
    answered: int
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        """Return `new`, `begun`, `handed-in` or `graded`."""
        if any(place.graded for place in self.places):
            return "graded"
        if any(place.receipt is not None for place in self.places):
            return "handed-in"
        return "begun" if self.answered else "new"


def _desks(settings: Settings, workspace: Workspace) -> tuple[Desk, ...]:
    return desks(workspace, settings.classroom, settings.desks, settings.token)


async def state(
    settings: Settings, workspace: Workspace, exercise: ExerciseEntry, language: Language
) -> ExerciseState:
    """Gather the state of an exercise; raise `Refusal` when a file cannot be read."""
    found = _desks(settings, workspace)
    answered = asyncio.to_thread(_answered, workspace, exercise)
    places = await asyncio.gather(
        *(asyncio.to_thread(_place, desk, exercise, language) for desk in found)
    )
    here = tuple(place for place in places if place is not None)
    return ExerciseState(exercise, await answered, here or (_own(workspace, exercise),))


async def states(
    settings: Settings, workspace: Workspace, exercises: tuple[ExerciseEntry, ...]
) -> list[ExerciseState]:
    """Gather the state of all exercises, asking each desk once; raise `Refusal`."""
    found = _desks(settings, workspace)
    infos = await asyncio.gather(*(asyncio.to_thread(_info, desk) for desk in found))

    def work() -> list[ExerciseState]:
        return [
            ExerciseState(
                exercise,
                _answered(workspace, exercise),
                tuple(
                    _listed(desk, info, exercise) for desk, info in zip(found, infos, strict=True)
                ),
            )
            for exercise in exercises
        ]

    return await asyncio.to_thread(work)


def faults(states_: list[ExerciseState]) -> list[Text]:
    """Return what the desks that did not answer have to say, each once."""
    said = [place.fault for one in states_ for place in one.places if place.fault is not None]
    return list(dict.fromkeys(said))


def _answered(workspace: Workspace, exercise: ExerciseEntry) -> int:
    return len(workspace.answers(exercise.id).load().answers)


def _info(desk: Desk) -> DeskInfo | Text:
    try:
        return desk.info()
    except Refusal as refusal:
        if isinstance(desk, LocalDesk):
            raise
        return refusal.text


def _listed(desk: Desk, info: DeskInfo | Text, exercise: ExerciseEntry) -> Place:
    kept = desk.kept(exercise.id)
    if isinstance(info, Text):
        return Place(desk, None, kept, fault=info)
    standing = info.standing(exercise.id)
    return Place(desk, standing, kept or (standing.receipt if standing else None))


def _place(desk: Desk, exercise: ExerciseEntry, language: Language) -> Place | None:
    """Ask one desk about one exercise; None where it does not take it."""
    try:
        standing = desk.standing(exercise.id)
        if standing is None:
            return None
        # The desk's own word: its receipt may have been lost on the way.
        result = desk.result(exercise.id, language) if standing.receipt is not None else None
    except Refusal as refusal:
        if isinstance(desk, LocalDesk):
            raise
        return Place(desk, None, desk.kept(exercise.id), fault=refusal.text)
    return Place(desk, standing, standing.receipt, result)


def _own(workspace: Workspace, exercise: ExerciseEntry) -> Place:
    """Return the place of an exercise that no course takes: the workspace itself."""
    own = LocalDesk(workspace, None)
    return Place(own, own.standing(exercise.id), own.kept(exercise.id))


def _chosen(settings: Settings, workspace: Workspace, course: str) -> Desk:
    for desk in _desks(settings, workspace):
        if desk.course == course:
            return desk
    if course == "":
        return LocalDesk(workspace, None)
    raise _UNKNOWN


async def hand_in(
    settings: Settings, workspace: Workspace, exercise: ExerciseEntry, course: str
) -> Receipt:
    """Hand the answers in at one desk; return the receipt."""
    desk = _chosen(settings, workspace, course)
    return await asyncio.to_thread(desk.submit, exercise.id)


async def grade(
    settings: Settings,
    workspace: Workspace,
    exercise: ExerciseEntry,
    course: str,
    language: Language,
) -> tuple[bool, ResultView | None]:
    """Have it graded at one desk; tell whether it is, and the result as it stands."""
    desk = _chosen(settings, workspace, course)
    done = await asyncio.to_thread(desk.grade, exercise.id)
    return done, await asyncio.to_thread(desk.result, exercise.id, language)


def receipt_html(receipt: Receipt, language: Language) -> str:
    """Return the receipt as a fragment of the page."""
    return render("receipt.html", language, receipt=receipt)


def result_html(result: ResultView, language: Language) -> str:
    """Return the result as a fragment of the page."""
    return render("result.html", language, result=result)
