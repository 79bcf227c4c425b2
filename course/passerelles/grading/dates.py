"""Deadlines in nbgrader's own gradebook: the assignment's, and each learner's extension."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from passerelles.grading.settings import Settings

_EPSILON: Final = 1e-9


def enter(book: Any, settings: Settings, exercise_id: str, *, clear: bool = False) -> bool:
    """Bring an assignment's dates in the open gradebook `book` in step; tell what changed.

    A deadline that `settings` leave open stays as formgrader may have set it, unless
    `clear` says it was taken away. The caller commits.
    """
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - slow to load

    try:
        assignment = book.find_assignment(exercise_id)
    except MissingEntry:
        return False
    due = settings.due(exercise_id)
    wanted = None if due is None else due.replace(tzinfo=None)
    changed = False
    if assignment.duedate != wanted and (wanted is not None or clear):
        assignment.duedate = wanted
        changed = True
    for handed in assignment.submissions:
        granted = extension(settings, exercise_id, handed.student_id)
        if handed.extension != granted:
            handed.extension = granted
            changed = True
    return changed


def extension(settings: Settings, exercise_id: str, student: str) -> timedelta | None:
    """Return by how much a learner's deadline is later than everybody's, `None` when it is not."""
    due, own = settings.due(exercise_id), settings.due(exercise_id, student)
    return own - due if due is not None and own is not None and own > due else None


def settle(book: Any, settings: Settings, exercise_id: str, student: str | None = None) -> bool:
    """Bring what lateness costs in step with marks given since grading; tell what changed.

    nbgrader takes off no more than was earned when it graded: a text that a person
    marks later may earn more. The caller flushes before and commits after.
    """
    if settings.late != "penalty" or settings.due(exercise_id) is None:
        return False
    from nbgrader import api  # noqa: PLC0415 - slow to load

    handed = api.SubmittedAssignment
    found = book.db.query(handed).join(api.Assignment, handed.assignment_id == api.Assignment.id)
    found = found.filter(api.Assignment.name == exercise_id, handed.timestamp.isnot(None))
    if student is not None:
        found = found.filter(handed.student_id == student)
    changed = False
    for one in found:
        due = settings.due(exercise_id, one.student_id)
        assert due is not None
        seconds = (one.timestamp - due.replace(tzinfo=None)).total_seconds()
        for sheet in one.notebooks if seconds > 0 else ():
            cost = min(float(sheet.score), settings.penalty_for(seconds, float(sheet.max_score)))
            if abs((sheet.late_submission_penalty or 0.0) - cost) > _EPSILON:
                sheet.late_submission_penalty = cost
                changed = True
    return changed
