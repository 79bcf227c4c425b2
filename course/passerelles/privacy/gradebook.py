"""A learner's rows of nbgrader's gradebook: read, and removed so that nothing of them stays.

nbgrader's own API removes them. SQLite would leave the text of removed rows in the file's
free pages, PostgreSQL in dead rows: both are told to write their tables anew.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any, Final

from passerelles.grading.database import address, exists, opened
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

_TABLES: Final = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")


def rows(classroom: Classroom, student: str) -> list[dict[str, Any]]:
    """Return what the gradebook says of a learner as plain data, empty when it knows none.

    The first row is who they are, each other a submission with its questions. May refuse.
    """
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - nbgrader takes a second to load

    if not exists(address(classroom)):
        return []
    with opened(classroom) as book:
        try:
            found = book.find_student(student)
        except MissingEntry:
            return []
        told: list[dict[str, Any]] = [
            {
                "student": found.id,
                "first_name": found.first_name,
                "last_name": found.last_name,
                "email": found.email,
            }
        ]
        told += [_submission(one) for one in found.submissions]
    return told


def erase(classroom: Classroom, student: str) -> None:
    """Remove a learner and all their submissions; nothing happens without them. May refuse."""
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - nbgrader takes a second to load
    from sqlalchemy import event, text  # noqa: PLC0415 - slow to load

    if not exists(address(classroom)):
        return
    with opened(classroom) as book:
        lite = book.engine.dialect.name == "sqlite"
        if lite:
            event.listen(book.engine, "connect", _wipe)
        with suppress(MissingEntry):
            book.remove_student(student)
        try:
            book.find_student(student)
        except MissingEntry:
            pass
        else:
            raise Refusal(
                f"Le carnet de notes n’a pas retiré « {student} » ; recommencez.",
                f"The gradebook did not remove “{student}”; try again.",
            )
        # Also after an erasure that was killed: what is gone from the tables may be in the file.
        book.db.remove()
        steps = ["VACUUM"] if lite else [f"VACUUM FULL {table}" for table in _TABLES]
        with book.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            for step in steps:
                line.execute(text(step))


def _wipe(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA secure_delete=ON").close()


def _submission(one: Any) -> dict[str, Any]:
    return {
        "assignment": one.assignment.name,
        "time": one.timestamp.isoformat() if one.timestamp else None,
        "late_penalty": one.late_submission_penalty,
        "questions": [
            {
                "notebook": sheet.name,
                "question": grade.name,
                "max_score": grade.max_score,
                "auto_score": grade.auto_score,
                "manual_score": grade.manual_score,
                "extra_credit": grade.extra_credit,
            }
            for sheet in one.notebooks
            for grade in sheet.grades
        ],
        "comments": [
            {
                "notebook": sheet.name,
                "question": comment.name,
                "comment": comment.manual_comment or comment.auto_comment,
            }
            for sheet in one.notebooks
            for comment in sheet.comments
            if comment.manual_comment or comment.auto_comment
        ],
    }
