"""Where one learner stands in a classroom, as a desk tells it: nothing of a key, nobody else."""

from __future__ import annotations

from typing import Final

from passerelles import grading
from passerelles.desk.protocol import DeskInfo, Standing
from passerelles.desk.receiving import receipt_of
from passerelles.grading.attempts import attempts, is_current, iso, now, state
from passerelles.grading.files import read_json
from passerelles.grading.settings import Classroom
from passerelles.library.text import DEFAULT_LANGUAGE, NBSP, Text, number

_REFUSED: Final = Text(
    "Après cette date, rien n’est accepté.", "Nothing is accepted after this date."
)
_PENALTY: Final = Text(
    f"Après cette date, chaque jour entamé coûte {{cost}}{NBSP}% des points.",
    "After this date, each day begun costs {cost}% of the points.",
)


def describe(classroom: Classroom, student: str) -> DeskInfo:
    """Return where a learner stands with every exercise; raise `Refusal`."""
    return DeskInfo(tuple(standing(classroom, student, one) for one in classroom.exercises()))


def standing(classroom: Classroom, student: str, exercise_id: str) -> Standing:
    """Return where a learner stands with an exercise of the classroom; raise `Refusal`."""
    found = attempts(classroom, student, exercise_id)
    settings = classroom.settings
    due = settings.due(exercise_id, student)
    allowed = settings.allowed(exercise_id, student)
    questions = (read_json(classroom.questions(exercise_id)) or {}).get("questions", [])
    view = grading.result(classroom, exercise_id, student, DEFAULT_LANGUAGE) if found else None
    marked = view is not None and view.notice is None
    graded = is_current(
        classroom, student, exercise_id, found, state(classroom, student, exercise_id)
    )
    closed = settings.late == "refuse" and settings.is_late(exercise_id, student, now())
    return Standing(
        exercise_id,
        questions=tuple(str(one["id"]) for one in questions),
        dossier=tuple(str(one["id"]) for one in questions if one.get("type") == "dossier"),
        due=None if due is None else iso(due),
        late_rule=None if due is None else _late_rule(classroom),
        open=not closed and (allowed is None or len(found) < allowed),
        attempts_used=len(found),
        attempts_allowed=allowed,
        receipt=receipt_of(student, found[-1], allowed) if found else None,
        waiting=bool(found) and not graded,
        points=view.points if view is not None and marked else None,
        max_points=view.max_points if view is not None and marked else None,
    )


def _late_rule(classroom: Classroom) -> Text | None:
    if classroom.settings.late == "refuse":
        return _REFUSED
    if classroom.settings.late == "penalty":
        percent = classroom.settings.penalty_percent
        return _PENALTY.format(cost=Text(number(percent, "fr"), number(percent, "en")))
    return None
