"""Grading on submit: looks for new work every few seconds and grades it, until told to stop.

A submission is taken once it has not changed between two looks, so that one
being copied is not graded half. nbgrader's exchange is collected from on the way
where the course has one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from passerelles.grading import attempts as kept
from passerelles.grading import feedback
from passerelles.grading.exchange import arrivals, gather
from passerelles.grading.files import folders
from passerelles.grading.process import ahead
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import How, Stopped, Verdict, grade
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Text

LOOK_SECONDS: Final = 1.0
"""Between two looks; work is taken on the second one that finds it."""
PATIENCE: Final = 5
"""Looks in a row at which a run may be refused as a whole before watching ends."""

State = tuple[tuple[str, int, int], ...]


def watch(
    classroom: Classroom,
    exercise_id: str,
    how: How,
    told: Callable[[Verdict], None],
    rounds: int | None = None,
    said: Callable[[Text], None] | None = None,
) -> None:
    """Grade what comes in; call `told` with each verdict. `rounds` bounds the looks, for tests.

    `said` is called with a sentence for what else somebody should know: work in the
    exchange that was refused, feedback that could not be released.

    What cannot be graded is told once and tried again when it changes. A gradebook that
    is busy or a server that restarts is waited for; raises `Refusal` as `grade` does
    when that has happened at `PATIENCE` looks in a row.
    """
    with ahead():
        _watch(classroom, exercise_id, how, told, rounds, said)


def _watch(
    classroom: Classroom,
    exercise_id: str,
    how: How,
    told: Callable[[Verdict], None],
    rounds: int | None,
    said: Callable[[Text], None] | None,
) -> None:
    refused = 0
    graded: dict[str, State] = {}
    seen: dict[str, State] = {}
    exchange = Arrivals(exercise_id, said or _nobody)
    while rounds is None or rounds > 0:
        whole = {name for _, name in exchange.collected(classroom)}
        now = dict(_submissions(classroom, exercise_id))
        settled = [name for name, state in now.items() if name in whole or seen.get(name) == state]
        new = [name for name in settled if graded.get(name) != now[name]]
        seen = now
        try:
            verdicts = grade(classroom, exercise_id, new, how=how) if new else []
            refused = 0
        except Refusal as refusal:
            refused += 1
            if refused >= PATIENCE:
                raise
            # The others are tried again at the next look.
            reached = refusal.verdicts if isinstance(refusal, Stopped) else []
            verdicts = [one for one in reached if one.graded]
        for verdict in verdicts:
            # Putting an attempt forward changes the folder: what stands now has been graded.
            graded[verdict.student] = _state(classroom, verdict.student, exercise_id)
            seen[verdict.student] = graded[verdict.student]
            if verdict.outcome != "unchanged":
                told(verdict)
            if verdict.graded:
                again = verdict.outcome == "graded"
                problem = release(classroom, exercise_id, verdict.student, again=again)
                if problem is not None and said is not None:
                    said(problem)
        if rounds is not None:
            rounds -= 1
        time.sleep(LOOK_SECONDS)


def release(
    classroom: Classroom, assignment: str, student: str, *, again: bool = True
) -> Text | None:
    """Release automatic feedback where the instructor's setting says so; return what went wrong.

    A fault there costs the learner no grade. Not `again`: only where there is none yet.
    """
    there = (classroom.root / "feedback" / student / assignment).is_dir()
    if classroom.settings.feedback != "automatic" or (there and not again):
        return None
    try:
        feedback.release(classroom, assignment, student)
    except Refusal as refusal:
        why = refusal.text
    except Exception as fault:  # noqa: BLE001 - whatever goes wrong there, grading goes on
        name = f"{type(fault).__name__}: {fault}"
        why = Text(f"la publication a échoué ({name}).", f"releasing failed ({name}).")
    else:
        return None
    return Text(
        f"{student}{NBSP}: corrigé, mais le retour n’est pas publié{NBSP}: {why.fr}",
        f"{student}: graded, but feedback is not released: {why.en}",
    )


class Arrivals:
    """What has come by nbgrader's exchange, looked at again only when it changes.

    `assignment` is the one looked for, None for all; `said` is told of refused work.
    """

    def __init__(self, assignment: str | None, said: Callable[[Text], None]) -> None:
        self._assignment, self._said = assignment, said
        self._known: dict[str, int] = {}
        self._problem: Text | None = None

    def collected(self, classroom: Classroom) -> set[tuple[str, str]]:
        """Collect what is new; return assignment and learner of what came into the classroom."""
        try:
            found = arrivals(classroom, self._assignment)
            new = {name for name, changed in found.items() if self._known.get(name) != changed}
            done = gather(classroom, self._assignment, new) if new else ()
        except Refusal as refusal:
            if refusal.text != self._problem:
                self._said(refusal.text)
            self._problem = refusal.text
            return set()
        self._known, self._problem = found, None
        for one in done:
            if one.outcome == "refused":
                self._said(Text(one.sentence("fr"), one.sentence("en")))
        return {(one.exercise, one.who) for one in done if one.outcome == "kept"}


def _nobody(_: Text) -> None:
    """Tell nobody."""


def _submissions(classroom: Classroom, exercise_id: str) -> Iterator[tuple[str, State]]:
    if classroom.questions(exercise_id).is_file():
        names: tuple[str, ...] = kept.students(classroom, exercise_id)
    else:
        names = tuple(one.name for one in folders(classroom.root / "submitted"))
    for name in names:
        state = _state(classroom, name, exercise_id)
        if state:
            yield name, state


def _state(classroom: Classroom, student: str, exercise_id: str) -> State:
    """Return what tells whether a submission has changed: names, sizes and times of its files."""
    places = [classroom.submitted(student, exercise_id)]
    places += folders(classroom.attempts(student, exercise_id))
    return tuple(sorted(entry for place in places for entry in _entries(place)))


def _entries(place: Path) -> Iterator[tuple[str, int, int]]:
    try:
        for path in place.rglob("*"):
            status = path.lstat()
            yield str(path), status.st_size, status.st_mtime_ns
    except OSError:  # it is being replaced: the next look will find it
        return
