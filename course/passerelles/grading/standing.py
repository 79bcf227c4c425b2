"""Where learners stand in a classroom: who handed in, what is graded, what waits for a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from passerelles.grading import attempts as kept
from passerelles.grading.gradebook import Submitted, submissions
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text, number

_NOBODY: Final = Text(
    f"{{exercise}}{NBSP}: personne n’a encore remis.", "{exercise}: nobody has handed in yet."
)
_LINE: Final = Text(
    f"{{exercise}}, {{student}}{NBSP}: {{attempts}}{{late}}, {{state}}, {{score}} points sur "
    "{most}.",
    "{exercise}, {student}: {attempts}{late}, {state}, {score} points out of {most}.",
)
_LATE: Final = Text(" (en retard)", " (late)")
_STATES: Final[dict[str, Text]] = {
    "to-grade": Text("à corriger", "to be graded"),
    "waiting": Text("un texte attend une personne", "a text is waiting for a person"),
    "graded": Text("corrigé", "graded"),
}


@dataclass(frozen=True, slots=True)
class StudentStatus:
    """Where one learner stands in one exercise.

    `state`: `to-grade` (handed in since the last run, or never graded),
    `waiting` (a person still has to grade `waiting` questions) or `graded`.
    `score` and `max_score` are in points, hand-given ones included; `penalty`, what
    lateness cost, has been taken off `score`. `allowed` is None when there is no limit.
    """

    exercise: str
    student: str
    attempts: int
    time: str
    late: bool
    state: Literal["to-grade", "waiting", "graded"]
    waiting: int
    score: float
    max_score: float
    penalty: float = 0.0
    allowed: int | None = None


def status(classroom: Classroom) -> dict[str, tuple[StudentStatus, ...]]:
    """Return, for each exercise of the classroom, where every learner who handed in stands.

    A damaged attempt raises `Refusal` naming its folder.
    """
    return {exercise: standing(classroom, exercise) for exercise in classroom.exercises()}


def standing(
    classroom: Classroom, exercise: str, faults: dict[str, Text] | None = None
) -> tuple[StudentStatus, ...]:
    """Return where every learner stands who handed in one exercise; raise `Refusal`.

    A damaged attempt goes into `faults`, by learner and with what to do, where that is given.
    """
    graded = submissions(classroom, exercise)
    found = []
    for student in kept.students(classroom, exercise):
        try:
            found.append(_status(classroom, student, exercise, graded.get(student)))
        except Refusal as refusal:
            if faults is None:
                raise
            faults[student] = refusal.text
    return tuple(found)


def status_plain(classroom: Classroom) -> list[dict[str, Any]]:
    """Return `status` as JSON data: one object for each learner and exercise."""
    return [asdict(one) for found in status(classroom).values() for one in found]


def status_lines(classroom: Classroom, language: Language) -> list[str]:
    """Return `status` as lines for a person, exercises without a submission included."""
    lines = []
    for exercise, found in status(classroom).items():
        if not found:
            lines.append(_NOBODY.format(exercise=exercise)[language])
        for one in found:
            line = _LINE.format(
                exercise=exercise,
                student=one.student,
                attempts=_times(one.attempts),
                late=_LATE if one.late else Text("", ""),
                state=_STATES[one.state],
                score=Text(number(one.score, "fr"), number(one.score, "en")),
                most=Text(number(one.max_score, "fr"), number(one.max_score, "en")),
            )
            lines.append(line[language])
    return lines


def _times(count: int) -> Text:
    return Text(
        f"{count} remise{'s' if count > 1 else ''}", f"{count} attempt{'s' if count > 1 else ''}"
    )


def _status(
    classroom: Classroom, student: str, exercise: str, graded: Submitted | None
) -> StudentStatus:
    found = kept.attempts(classroom, student, exercise)
    state = kept.state(classroom, student, exercise)
    rows = list(graded.rows.values()) if graded else []
    penalty = graded.penalty if graded else 0.0
    waiting = sum(row.waiting for row in rows)
    current = kept.is_current(classroom, student, exercise, found, state)
    return StudentStatus(
        exercise,
        student,
        len(found),
        found[-1].time,
        found[-1].late,
        "to-grade" if not current else "waiting" if waiting else "graded",
        waiting,
        max(0.0, sum(row.score or 0.0 for row in rows) - penalty),
        sum(row.max_score for row in rows),
        penalty,
        classroom.settings.allowed(exercise, student),
    )
