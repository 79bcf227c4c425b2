"""Grades as CSV: nbgrader's columns, or the form that Moodle's gradebook imports.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP
advises (“CSV Injection”). A grade that was not computed stays empty in nbgrader's form;
Moodle's leaves the learner out, for an empty grade there would erase one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any, Final

from passerelles.grading.report import LearnerGrade, Report
from passerelles.library.text import Language, Text

NBGRADER_COLUMNS: Final = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
_MOODLE_COLUMNS: Final = (
    Text("Nom d’utilisateur", "Username"),
    Text("Prénom", "First name"),
    Text("Nom de famille", "Last name"),
    Text("Adresse de courriel", "Email address"),
)
_MOODLE_GRADE: Final = Text("{name} (Brut)", "{name} (Real)")
# Also the full-width signs, which some spreadsheets read as the plain ones.
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def nbgrader_csv(report: Report) -> str:
    """Return the grades in the columns of `nbgrader export`, one line for each learner."""
    return _written(
        NBGRADER_COLUMNS,
        (
            (
                report.assignment,
                report.deadline,
                one.time,
                one.student.id,
                one.student.last_name,
                one.student.first_name,
                one.student.email,
                one.raw,
                None if one.score is None else one.penalty,
                one.score,
                report.max_score,
            )
            for one in report.learners
        ),
    )


def moodle_csv(report: Report, language: Language) -> str:
    """Return the final grades as Moodle's own export writes them, so that its import reads them.

    On import, map the username or the email address to the learner and the last
    column to a grade item of the same maximum.
    """
    heads = [
        *(one[language] for one in _MOODLE_COLUMNS),
        _MOODLE_GRADE.format(name=report.assignment)[language],
    ]
    return _written(heads, (_moodle_row(one) for one in report.graded))


def safe(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    text = _DIRECTION.sub("", _CONTROL.sub("\ufffd", str(value)))
    return f"'{text}" if _FORMULA.match(text) else text


def _moodle_row(one: LearnerGrade) -> tuple[Any, ...]:
    who = one.student
    return (who.id, who.first_name, who.last_name, who.email, one.score)


def _written(heads: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(head) for head in heads])
    for row in rows:
        writer.writerow([safe(value) for value in row])
    return out.getvalue()
