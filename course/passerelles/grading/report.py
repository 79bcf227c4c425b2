"""The report on an assignment: what each learner earned, and how each question did.

A grade that was not computed is never in it: neither nothing handed in, nor work that
nobody graded yet, nor a total that still waits for a person counts as 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from passerelles.dossier.answers import Answers
from passerelles.grading.attempts import attempts, is_current, state, students
from passerelles.grading.course import assignment_name
from passerelles.grading.files import folders
from passerelles.grading.gradebook import Student, Submitted, assignment, submissions
from passerelles.grading.gradebook import students as enrolled
from passerelles.grading.hand_marks import settle_penalties
from passerelles.grading.questions import questions_of
from passerelles.grading.report_stats import Figures, figures, mean
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles_widgets.forms.kinds import Question

Why = Literal["nothing", "to-grade", "waiting"]
WHY: Final[dict[Why, Text]] = {
    "nothing": Text("rien remis", "nothing handed in"),
    "to-grade": Text("à corriger", "to be graded"),
    "waiting": Text("un texte attend une personne", "a text is waiting for a person"),
}


@dataclass(frozen=True, slots=True)
class LearnerGrade:
    """One learner: points of each question that are final, and their sum when all are.

    `raw` is the sum before the penalty for lateness and `score` after it, in points;
    both are None while the grade is not final, and `why` says why.
    """

    student: Student
    time: datetime | None
    points: dict[str, float]
    raw: float | None
    penalty: float
    score: float | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class Report:
    """An assignment's report; `questions` are empty for one that is not an exercise of ours."""

    assignment: str
    deadline: datetime | None
    most: dict[str, float]
    learners: tuple[LearnerGrade, ...]
    figures: dict[str, Figures]
    questions: dict[str, Question] = field(default_factory=dict)
    answers: dict[str, Answers] = field(default_factory=dict)

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return sum(self.most.values())

    @property
    def graded(self) -> tuple[LearnerGrade, ...]:
        """Return the learners whose grade is final."""
        return tuple(one for one in self.learners if one.score is not None)

    @property
    def mean(self) -> float | None:
        """Return the mean of the final grades, in points."""
        return mean([one.score for one in self.graded if one.score is not None])


def report(classroom: Classroom, name: str) -> Report:
    """Gather the report of an assignment; raise `Refusal` when the gradebook has none."""
    exercise = assignment_name(classroom, name)
    known = assignment(classroom, exercise)
    if known is None:
        raise Refusal(
            f"Le carnet de notes ne connaît pas le devoir {ascii(name)[:60]}\u00a0; corrigez-le "
            "d’abord.",
            f"The gradebook does not know the assignment {ascii(name)[:60]}; grade it first.",
        )
    ours = classroom.questions(exercise).is_file()
    questions = {one.id: one for one in questions_of(classroom, exercise)} if ours else {}
    # In the order the learner meets them; the gradebook keeps none.
    order = [*(one for one in questions if one in known.questions), *sorted(known.questions)]
    most = {one: known.questions[one] for one in dict.fromkeys(order)}
    settle_penalties(classroom, exercise)
    graded = submissions(classroom, exercise)
    people = {one.id: one for one in enrolled(classroom)}
    names = sorted({*people, *graded, *_handed_in(classroom, exercise, ours=ours)})
    learners = []
    answers: dict[str, Answers] = {}
    for student in names:
        current, counted = _current(classroom, student, exercise, ours=ours)
        person = people.get(student, Student(student, "", "", ""))
        learners.append(_learner(person, graded.get(student), most, current=current))
        if counted is not None:
            answers[student] = counted
    table = {one.student.id: one.points for one in learners if one.points}
    return Report(
        exercise,
        known.deadline,
        most,
        tuple(learners),
        figures(table, most),
        questions,
        answers,
    )


def _learner(
    person: Student, handed: Submitted | None, most: dict[str, float], *, current: bool | None
) -> LearnerGrade:
    if handed is None or current is None:
        why: Why = "nothing" if handed is None and current is None else "to-grade"
        return LearnerGrade(person, None, {}, None, 0.0, None, why)
    points = {
        name: row.score
        for name, row in handed.rows.items()
        if name in most and row.settled and row.score is not None
    }
    if not current:
        return LearnerGrade(person, handed.time, {}, None, handed.penalty, None, "to-grade")
    if len(points) < len(most):
        return LearnerGrade(person, handed.time, points, None, handed.penalty, None, "waiting")
    raw = sum(points.values())
    score = max(0.0, raw - handed.penalty)
    return LearnerGrade(person, handed.time, points, raw, handed.penalty, score, None)


def _current(
    classroom: Classroom, student: str, exercise: str, *, ours: bool
) -> tuple[bool | None, Answers | None]:
    """Tell whether the last run graded what was handed in last, and the answers that count.

    `None` when nothing was handed in. Of an assignment that is not ours the gradebook's
    own rows tell.
    """
    if not ours:
        folder = classroom.submitted(student, exercise)
        return (True if folder.is_dir() else None), None
    try:
        found = attempts(classroom, student, exercise)
    except Refusal:  # damaged: its grade is not final, and grading says what to do
        return False, None
    if not found:
        return None, None
    graded = state(classroom, student, exercise)
    if not is_current(classroom, student, exercise, found, graded):
        return False, None
    counted = next((one for one in found if one.number == graded.get("attempt")), found[-1])
    return True, counted.answers


def _handed_in(classroom: Classroom, exercise: str, *, ours: bool) -> tuple[str, ...]:
    if ours:
        return students(classroom, exercise)
    above = classroom.root / "submitted"
    return tuple(one.name for one in folders(above) if (one / exercise).is_dir())
