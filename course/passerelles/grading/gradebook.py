"""What nbgrader's gradebook says, read without loading nbgrader (a page must not wait for that).

Reads SQLite directly and changes nothing; a test holds this to nbgrader's own API.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

_GRADES: Final = """
SELECT cell.name, graded.max_score, graded.cell_type, grade.auto_score, grade.manual_score,
       grade.extra_credit, grade.needs_manual_grade, comment.manual_comment
FROM assignment
JOIN submitted_assignment AS handed ON handed.assignment_id = assignment.id
JOIN submitted_notebook AS notebook ON notebook.assignment_id = handed.id
JOIN grade ON grade.notebook_id = notebook.id
JOIN base_cell AS cell ON cell.id = grade.cell_id
JOIN grade_cells AS graded ON graded.id = cell.id
LEFT JOIN base_cell AS solution ON solution.notebook_id = cell.notebook_id
  AND solution.name = cell.name AND solution.type = 'SolutionCell'
LEFT JOIN comment ON comment.cell_id = solution.id AND comment.notebook_id = notebook.id
WHERE assignment.name = ? AND handed.student_id = ?
"""


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One row of the gradebook: a question's scores in points and a grader's comment."""

    question: str
    max_score: float
    automatic: bool
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    waiting: bool
    comment: str | None

    @property
    def score(self) -> float | None:
        """Return the score as nbgrader counts it: a person's first; None while nobody gave one."""
        given = self.manual_score if self.manual_score is not None else self.auto_score
        return None if given is None else given + (self.extra_credit or 0.0)


def grades(classroom: Classroom, student: str, exercise_id: str) -> dict[str, GradeRow]:
    """Return a submission's grades by question, empty before grading; raise `Refusal`."""
    with reading(classroom) as connection:
        rows = connection.execute(_GRADES, (exercise_id, student)).fetchall()
    return {
        name: GradeRow(name, most, kind == "code", auto, manual, extra, bool(waiting), comment)
        for name, most, kind, auto, manual, extra, waiting, comment in rows
    }


def registered(classroom: Classroom) -> frozenset[str]:
    """Return the exercises that the gradebook knows; raise `Refusal` when it cannot be read."""
    with reading(classroom) as connection:
        found = connection.execute(
            "SELECT assignment.name FROM assignment"
            " JOIN notebook ON notebook.assignment_id = assignment.id"
        )
        return frozenset(name for (name,) in found)


@contextmanager
def reading(classroom: Classroom) -> Iterator[sqlite3.Connection]:
    """Open the gradebook for reading only; raise `Refusal` when it is missing or damaged."""
    # Not `mode=ro`: a read-only connection cannot undo what a killed grading run left half written.
    address = classroom.database.absolute().as_uri() + "?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield connection
    except sqlite3.Error as error:
        raise Refusal(
            f"Le carnet de notes « {classroom.database} » manque ou est abîmé ({error}) ; "
            "restaurez-le d’une sauvegarde.",
            f"The gradebook “{classroom.database}” is missing or damaged ({error}); restore it "
            "from a backup.",
        ) from error
