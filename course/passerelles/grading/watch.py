"""Grading on submit: looks for new work every few seconds and grades it, until told to stop.

A submission is taken once it has not changed between two looks, so that one
being copied is not graded half. nbgrader's exchange is collected from on the way
where the course has one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from passerelles.grading import attempts as kept
from passerelles.grading.files import folders
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import How, Verdict, grade

LOOK_SECONDS: Final = 1.0
"""Between two looks; work is taken on the second one that finds it."""
_FEEDBACK: Final = "passerelles.grading.feedback"

State = tuple[tuple[str, int, int], ...]


def watch(
    classroom: Classroom,
    exercise_id: str,
    how: How,
    told: Callable[[Verdict], None],
    rounds: int | None = None,
) -> None:
    """Grade what comes in; call `told` with each verdict. `rounds` bounds the looks, for tests.

    What cannot be graded is told once and tried again when it changes. Raises
    `Refusal` as `grade` does.
    """
    graded: dict[str, State] = {}
    seen: dict[str, State] = {}
    while rounds is None or rounds > 0:
        now = dict(_submissions(classroom, exercise_id))
        settled = [name for name, state in now.items() if seen.get(name) == state]
        new = [name for name in settled if graded.get(name) != now[name]]
        seen = now
        for verdict in _graded(classroom, exercise_id, new, len(now), how):
            # Putting an attempt forward changes the folder: what stands now has been graded.
            graded[verdict.student] = _state(classroom, verdict.student, exercise_id)
            seen[verdict.student] = graded[verdict.student]
            if verdict.outcome != "unchanged":
                told(verdict)
            if verdict.outcome == "graded":
                release(classroom, exercise_id, verdict.student)
        if rounds is not None:
            rounds -= 1
        time.sleep(LOOK_SECONDS)


def release(classroom: Classroom, assignment: str, student: str) -> bool:
    """Release automatic feedback where the instructor's setting says so; tell whether it was.

    A fault there costs the learner no grade: it is told when feedback is asked for.
    """
    if classroom.settings.feedback != "automatic" or find_spec(_FEEDBACK) is None:
        return False
    try:
        import_module(_FEEDBACK).release(classroom, assignment, student)
    except Exception:  # noqa: BLE001 - whatever goes wrong there, grading goes on
        return False
    return True


def _graded(
    classroom: Classroom, exercise_id: str, new: list[str], known: int, how: How
) -> list[Verdict]:
    if not new:
        return []
    # Everybody at once when most are new; else only those, so that nobody waits.
    if len(new) > 1 and len(new) * 2 > known:
        verdicts = grade(classroom, exercise_id, how=how)
        return [verdict for verdict in verdicts if verdict.student in new]
    return [verdict for name in new for verdict in grade(classroom, exercise_id, name, how=how)]


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
