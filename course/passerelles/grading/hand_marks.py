"""A person's mark and comment, written into nbgrader's gradebook as formgrader writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passerelles.grading.database import opened, setting
from passerelles.grading.dates import settle
from passerelles.grading.settings import LATE_PLUGIN, Classroom
from passerelles.library.errors import Refusal


@dataclass(frozen=True, slots=True)
class Written:
    """A manual score in points and a comment, both as the gradebook keeps them."""

    points: float | None
    comment: str | None


def write(
    classroom: Classroom,
    exercise_id: str,
    question_id: str,
    student: str,
    before: Written,
    wanted: Written,
) -> bool:
    """Put `wanted` in the place of `before`; tell whether `before` still stood there.

    One transaction, and each update says what it replaces: what formgrader or a
    grader at another machine wrote in between is never overwritten. Raises `Refusal`.
    """
    from nbgrader.api import Comment, Grade, MissingEntry  # noqa: PLC0415 - slow to load

    with opened(classroom) as book:
        try:
            grade = book.find_grade(question_id, exercise_id, exercise_id, student)
            comment = book.find_comment(question_id, exercise_id, exercise_id, student)
        except MissingEntry as error:
            raise Refusal(
                "Le carnet de notes n’a plus cette copie ; corrigez de nouveau l’exercice.",
                "The gradebook no longer has this answer; grade the exercise again.",
            ) from error
        waiting = wanted.points is None and grade.auto_score is None
        marked = _replace(
            book,
            Grade,
            grade.id,
            {"manual_score": before.points},
            {"manual_score": wanted.points, "needs_manual_grade": waiting},
        )
        said = _replace(
            book,
            Comment,
            comment.id,
            {"manual_comment": before.comment},
            {"manual_comment": wanted.comment},
        )
        if not (marked and said):
            book.db.rollback()
            return False
        book.db.expire_all()
        settle_in(classroom, book, exercise_id, student)
        book.db.commit()
    return True


def settle_penalties(classroom: Classroom, exercise_id: str, student: str | None = None) -> None:
    """Bring penalties for lateness in step with marks given in formgrader; may refuse."""
    if classroom.settings.late != "penalty":
        return
    with opened(classroom) as book:
        if settle_in(classroom, book, exercise_id, student):
            book.db.commit()


def settle_in(classroom: Classroom, book: Any, exercise_id: str, student: str | None) -> bool:
    """Do so in the open gradebook, unless the instructor's own plugin decides; tell of changes."""
    plugin = setting(classroom, "AssignLatePenalties", "plugin_class")
    ours = plugin is None or str(plugin) == LATE_PLUGIN
    return ours and settle(book, classroom.settings, exercise_id, student)


def _replace(
    book: Any, table: Any, row: str, before: dict[str, Any], wanted: dict[str, Any]
) -> bool:
    """Update one row if it still holds `before`; tell whether it did."""
    from sqlalchemy import or_  # noqa: PLC0415 - slow to load

    same = []
    for name, value in before.items():
        column = getattr(table, name)
        if value is None:
            # formgrader keeps a comment that was wiped as empty text.
            empty = column.is_(None)
            same.append(or_(empty, column == "") if name == "manual_comment" else empty)
        else:
            same.append(column == value)
    found = book.db.query(table).filter(table.id == row, *same)
    return bool(found.update(wanted, synchronize_session=False))
