"""What nbgrader's gradebook says, in nbgrader's own words: its API, whatever the database.

One query for a whole exercise, so that a class of hundreds costs a page nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelles.grading.database import opened
from passerelles.grading.settings import Classroom


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One row of the gradebook: a question's scores in points and a grader's comment.

    `question` is the question's id; in an assignment of several notebooks, `notebook/id`.
    """

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

    @property
    def settled(self) -> bool:
        """Tell whether the score is final: computed, and waiting for nobody."""
        return self.score is not None and not self.waiting


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission the gradebook knows: when (UTC), and what lateness costs, in points."""

    time: datetime | None
    penalty: float
    rows: dict[str, GradeRow]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment: its deadline (UTC), and the points of each of its questions."""

    deadline: datetime | None
    questions: dict[str, float]

    @property
    def max_score(self) -> float:
        """Return the points of all questions together."""
        return sum(self.questions.values())


@dataclass(frozen=True, slots=True)
class Student:
    """A learner as the gradebook knows them; what it does not know is empty."""

    id: str
    first_name: str
    last_name: str
    email: str


def preload() -> None:
    """Load nbgrader's API now, which takes seconds, so that no page waits for it later."""
    import nbgrader.api  # noqa: F401, PLC0415 - that is the point


def grades(classroom: Classroom, student: str, exercise_id: str) -> dict[str, GradeRow]:
    """Return a submission's grades by question, empty before grading; raise `Refusal`."""
    found = handed(classroom, student, exercise_id)
    return found.rows if found else {}


def handed(classroom: Classroom, student: str, exercise_id: str) -> Submitted | None:
    """Return what the gradebook knows of one submission, `None` before grading; may refuse."""
    with opened(classroom) as book:
        return _submissions(book, exercise_id, student).get(student)


def submissions(classroom: Classroom, exercise_id: str) -> dict[str, Submitted]:
    """Return every submission of an exercise by learner; raise `Refusal`."""
    with opened(classroom) as book:
        return _submissions(book, exercise_id)


def students(classroom: Classroom) -> tuple[Student, ...]:
    """Return every learner the gradebook knows, in order of their ids; raise `Refusal`."""
    with opened(classroom) as book:
        found = [
            Student(one.id, one.first_name or "", one.last_name or "", one.email or "")
            for one in book.students
        ]
    return tuple(sorted(found, key=lambda one: one.id))


def assignment(classroom: Classroom, exercise_id: str) -> Assignment | None:
    """Return what the gradebook says of an assignment, `None` when it knows none; may refuse."""
    from nbgrader.api import MissingEntry  # noqa: PLC0415 - nbgrader takes a second to load

    with opened(classroom) as book:
        try:
            found = book.find_assignment(exercise_id)
        except MissingEntry:
            return None
        cells = {
            cell.name if sheet.name == exercise_id else f"{sheet.name}/{cell.name}": cell.max_score
            for sheet in found.notebooks
            for cell in (*sheet.grade_cells, *sheet.task_cells)
        }
        return Assignment(found.duedate, {name: float(most) for name, most in cells.items()})


def registered(classroom: Classroom) -> frozenset[str]:
    """Return the exercises that the gradebook knows; raise `Refusal` when it cannot be read."""
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes a second to load

    with opened(classroom) as book:
        named = book.db.query(api.Assignment.name)
        found = named.join(api.Notebook, api.Notebook.assignment_id == api.Assignment.id)
        return frozenset(name for (name,) in found)


def _submissions(book: Any, exercise_id: str, student: str | None = None) -> dict[str, Submitted]:
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes a second to load

    handed, notebook, grade, cell = (
        api.SubmittedAssignment,
        api.SubmittedNotebook,
        api.Grade,
        api.BaseCell,
    )
    wanted = [api.Assignment.name == exercise_id]
    if student is not None:
        wanted.append(handed.student_id == student)
    base = book.db.query(handed).join(api.Assignment, handed.assignment_id == api.Assignment.id)
    penalties = {
        name: (time, penalty)
        for name, time, penalty in base.filter(*wanted).with_entities(
            handed.student_id, handed.timestamp, handed.late_submission_penalty
        )
    }
    written = base.join(notebook, notebook.assignment_id == handed.id).join(
        api.Notebook, notebook.notebook_id == api.Notebook.id
    )
    comments = {
        (name, sheet, question): comment
        for name, sheet, question, comment in written.join(
            api.Comment, api.Comment.notebook_id == notebook.id
        )
        .join(cell, api.Comment.cell_id == cell.id)
        .filter(*wanted)
        .with_entities(handed.student_id, api.Notebook.name, cell.name, api.Comment.manual_comment)
    }
    rows = (
        written.join(grade, grade.notebook_id == notebook.id)
        .join(cell, grade.cell_id == cell.id)
        .filter(*wanted)
        .with_entities(
            handed.student_id,
            api.Notebook.name,
            cell.name,
            grade.max_score,
            grade.cell_type,
            grade.auto_score,
            grade.manual_score,
            grade.extra_credit,
            grade.needs_manual_grade,
        )
    )
    found: dict[str, dict[str, GradeRow]] = {name: {} for name in penalties}
    for name, sheet, cell_name, most, kind, auto, manual, extra, waiting in rows:
        question = cell_name if sheet == exercise_id else f"{sheet}/{cell_name}"
        found[name][question] = GradeRow(
            question,
            float(most),
            kind == "code",
            auto,
            manual,
            extra,
            bool(waiting),
            comments.get((name, sheet, cell_name)),
        )
    return {
        name: Submitted(time, float(penalty or 0.0), found[name])
        for name, (time, penalty) in penalties.items()
    }
