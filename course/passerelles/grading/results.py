"""What a learner reads after handing in: question by question, without any hidden test.

Scores come from the gradebook, hand-given ones included; the answer shown is
that of the attempt that counts. Right answers and explanations wait for the
last attempt or the deadline; before that, which questions are right, and hints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles.grading.answers import answered
from passerelles.grading.attempts import Attempt, attempts, now, state
from passerelles.grading.explanations import Explanation, explanations, right_answer
from passerelles.grading.files import read_json
from passerelles.grading.gradebook import GradeRow, handed
from passerelles.grading.hand import levels
from passerelles.grading.names import student_name
from passerelles.grading.questions import questions_of
from passerelles.grading.settings import Classroom
from passerelles.library.text import NBSP, Language, Text
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.questions import public
from passerelles_widgets.forms.statement import statement
from passerelles_widgets.forms.tasks import Essay

RELEASED: Final = "released.json"
"""Beside the attempts: what the instructor released feedback on."""
Outcome = Literal["right", "partial", "wrong", "unanswered", "waiting", "ungraded"]

_EPSILON: Final = 1e-9
_OUTCOMES: Final[dict[Outcome, Text]] = {
    "right": Text("Juste", "Right"),
    "partial": Text("En partie juste", "Partly right"),
    "wrong": Text("À revoir", "To look at again"),
    "unanswered": Text("Sans réponse", "No answer"),
    "waiting": Text("Une personne va noter cette réponse", "A person will grade this answer"),
    "ungraded": Text("Pas encore noté", "Not graded yet"),
}
_GRADED: Final = Text("Noté par une personne", "Graded by a person")
_REVIEW: Final = Text(
    "Noté par une personne, à revoir depuis votre nouvelle remise",
    "Graded by a person, to be reviewed since you handed in again",
)
_NOT_RELEASED: Final = Text(
    f"Votre travail est reçu{NBSP}; les résultats seront montrés plus tard.",
    "Your work has arrived; results will be shown later.",
)
_NOT_GRADED: Final = Text(
    f"Votre travail est reçu{NBSP}; il n’est pas encore corrigé.",
    "Your work has arrived; it has not been graded yet.",
)


@dataclass(frozen=True, slots=True)
class LevelResult:
    """The level of a rubric that a person chose: criterion, description, points out of how many."""

    title: str
    text: str
    points: float
    max_points: float


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question. HTML fields are static and safe; the others are plain text.

    `points` is None while nobody graded it; `right_answer_html` and
    `explanations` stay empty until they may be shown; `hint` is there before that.
    `levels` are empty where a person graded without the rubric.
    """

    id: str
    answer_html: str
    points: float | None
    max_points: float
    outcome: Outcome
    outcome_text: str
    hint: str | None = None
    right_answer_html: str | None = None
    explanations: tuple[Explanation, ...] = ()
    levels: tuple[LevelResult, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result of one exercise, in one language. Points as in the gradebook.

    `attempt` is the one that counts; `attempts_left` is None when there is no
    limit; `points` are what is left after `penalty`, which lateness cost; `notice`
    says why there are no marks, when there are none; `pending` counts the questions
    a person still has to grade and `pending_points` their worth.
    """

    exercise: str
    student: str
    language: Language
    attempt: int
    time: str
    late: bool
    attempts_used: int
    attempts_left: int | None
    automatic_points: float
    automatic_max: float
    points: float
    max_points: float
    pending: int
    pending_points: float
    explained: bool
    questions: tuple[QuestionResult, ...]
    notice: str | None = None
    penalty: float = 0.0


def result(
    classroom: Classroom,
    exercise_id: str,
    student: str,
    lang: Language,
    *,
    releasing: bool = False,
) -> ResultView | None:
    """Return a learner's result, or None when nothing has been handed in.

    Marks show when the classroom's setting says so, once feedback was released for
    what has been graded, or when `releasing` it. Raises `Refusal`: unknown
    exercise, a damaged classroom.
    """
    exercise, name = classroom.check_exercise(exercise_id), student_name(student)
    found = attempts(classroom, name, exercise)
    if not found:
        return None
    graded = state(classroom, name, exercise)
    counting = next((a for a in found if a.number == graded.get("attempt")), found[-1])
    released = (
        releasing
        or classroom.settings.feedback == "automatic"
        or is_released(classroom, name, exercise, graded)
    )
    written = handed(classroom, name, exercise) if graded and released else None
    rows = written.rows if written else {}
    allowed = classroom.settings.allowed(exercise, name)
    left = None if allowed is None else max(0, allowed - len(found))
    due = classroom.settings.due(exercise, name)
    explained = bool(rows) and (left == 0 or (due is not None and now() > due))
    questions = tuple(
        _question(
            question,
            counting,
            rows.get(question.id),
            lang,
            explained=explained,
            chosen=_chosen(classroom, name, exercise, question, rows.get(question.id), lang),
        )
        for question in questions_of(classroom, exercise)
    )
    automatic = [row for row in rows.values() if row.automatic]
    waiting = [row for row in rows.values() if row.waiting and row.manual_score is None]
    penalty = written.penalty if written else 0.0
    notice = None if rows else _NOT_GRADED if released else _NOT_RELEASED
    return ResultView(
        exercise=exercise,
        student=name,
        language=lang,
        attempt=counting.number,
        time=counting.time,
        late=counting.late,
        attempts_used=len(found),
        attempts_left=left,
        automatic_points=_total(automatic),
        automatic_max=sum(row.max_score for row in automatic),
        points=max(0.0, _total(rows.values()) - penalty),
        penalty=penalty,
        max_points=sum(question.max_points for question in questions),
        pending=len(waiting),
        pending_points=sum(row.max_score for row in waiting),
        explained=explained,
        questions=questions,
        notice=notice[lang] if notice else None,
    )


def is_released(
    classroom: Classroom, student: str, exercise_id: str, graded: dict[str, Any]
) -> bool:
    """Tell whether the instructor released feedback on what `graded`, a state, is about.

    Work handed in since then waits for a release of its own.
    """
    kept = read_json(classroom.attempts(student, exercise_id) / RELEASED) or {}
    return bool(kept) and kept.get("attempts") == graded.get("attempts")


def _chosen(
    classroom: Classroom,
    student: str,
    exercise_id: str,
    question: Question,
    row: GradeRow | None,
    lang: Language,
) -> tuple[LevelResult, ...]:
    if not isinstance(question, Essay) or row is None or row.manual_score is None:
        return ()
    chosen = levels(classroom, student, exercise_id, question.id, row.manual_score)
    return tuple(
        LevelResult(
            criterion.title[lang],
            criterion.levels[chosen[criterion.id]].text[lang],
            criterion.levels[chosen[criterion.id]].points,
            criterion.highest(),
        )
        for criterion in question.rubric
        if chosen.get(criterion.id, len(criterion.levels)) < len(criterion.levels)
    )


def _question(
    question: Question,
    attempt: Attempt,
    row: GradeRow | None,
    lang: Language,
    *,
    explained: bool,
    chosen: tuple[LevelResult, ...],
) -> QuestionResult:
    answer = attempt.answers.answers.get(question.id)
    outcome = _outcome(row, answer)
    told = _OUTCOMES[outcome]
    if isinstance(question, Essay) and row is not None and row.manual_score is not None:
        told = _REVIEW if row.waiting else _GRADED
    points = None if row is None or outcome == "waiting" else row.score
    hint = question.hint[lang] if question.hint and outcome in {"partial", "wrong"} else None
    return QuestionResult(
        id=question.id,
        answer_html=statement(public(question, lang), answer, lang),
        points=points,
        max_points=question.points,
        outcome=outcome,
        outcome_text=told[lang],
        hint=None if explained else hint,
        right_answer_html=right_answer(question, lang) if explained else None,
        explanations=explanations(question, answer, lang) if explained else (),
        levels=chosen,
        comment=(row.comment or None) if row is not None else None,
    )


def _outcome(row: GradeRow | None, answer: Any) -> Outcome:
    if row is None:
        return "ungraded"
    # nbgrader keeps a hand-given score “waiting” after a new run until it is looked at again.
    if row.waiting and row.manual_score is None:
        return "waiting"
    score = row.score
    if score is None:
        return "ungraded"
    if score >= row.max_score - _EPSILON:
        return "right"
    if score > _EPSILON:
        return "partial"
    return "wrong" if answered(answer) else "unanswered"


def _total(rows: Any) -> float:
    return sum(row.score or 0.0 for row in rows)
