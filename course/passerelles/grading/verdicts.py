"""Grading: nbgrader's gradebook gets its rows, and every submission a verdict by name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from passerelles.grading.attempts import state, students
from passerelles.grading.gradebook import grades
from passerelles.grading.names import student_name
from passerelles.grading.process import run
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text, number

Fault = Literal["answers", "question", "internal", "time", "crash"]

_BASE_SECONDS: Final = 120.0
_SECONDS_EACH: Final = 10.0
_KEPT: Final = Text(" La note précédente reste.", " The earlier grade stands.")
_FAULTS: Final[dict[str, Text]] = {
    "question": Text(
        "La question « {cell} » ne se corrige pas ; signalez-le à qui a écrit l’exercice.",
        "Question “{cell}” cannot be marked; tell whoever wrote the exercise.",
    ),
    "internal": Text(
        "La correction a échoué ; le détail est dans logs/grading.log de la classe.",
        "Grading failed; the details are in the classroom’s logs/grading.log.",
    ),
    "time": Text(
        "La correction a dépassé le temps prévu ; recommencez.",
        "Grading took longer than planned; try again.",
    ),
    "crash": Text(
        "La correction a été interrompue ; recommencez.", "Grading was interrupted; try again."
    ),
}

_LINES: Final[dict[str, Text]] = {
    "graded": Text(
        f"{{student}}{NBSP}: remise {{attempt}} corrigée, {{score}} points automatiques sur "
        "{most}.",
        "{student}: attempt {attempt} graded, {score} automatic points out of {most}.",
    ),
    "unchanged": Text(
        f"{{student}}{NBSP}: rien de nouveau depuis la dernière correction, {{score}} points "
        "automatiques sur {most}.",
        "{student}: nothing new since the last run, {score} automatic points out of {most}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one submission.

    `score` and `max_score` are the automatic points; `waiting` counts the
    questions a person still has to grade. `failed` leaves the earlier grade in
    place, and `reason` says why and what to do.
    """

    student: str
    exercise: str
    outcome: Literal["graded", "unchanged", "failed"]
    attempt: int | None = None
    score: float = 0.0
    max_score: float = 0.0
    waiting: int = 0
    fault: Fault | None = None
    reason: Text | None = None

    @property
    def graded(self) -> bool:
        """Tell whether the gradebook holds the grade of what was handed in last."""
        return self.outcome != "failed"

    def plain(self) -> dict[str, Any]:
        """Return the verdict as JSON data, sentences in both languages."""
        return asdict(self)

    def sentence(self, language: Language) -> str:
        """Return the verdict as one line for a person."""
        if self.reason is not None:
            colon = f"{NBSP}: " if language == "fr" else ": "
            return f"{self.student}{colon}{self.reason[language]}"
        line = _LINES[self.outcome].format(
            student=self.student,
            attempt=self.attempt,
            score=Text(number(self.score, "fr"), number(self.score, "en")),
            most=Text(number(self.max_score, "fr"), number(self.max_score, "en")),
        )[language]
        return line if not self.waiting else f"{line} {waiting_text(self.waiting)[language]}"


def waiting_text(count: int) -> Text:
    """Say how many questions a person still has to grade."""
    if count == 1:
        return Text("Une question attend une personne.", "One question is waiting for a person.")
    return Text(
        f"{count} questions attendent une personne.", f"{count} questions are waiting for a person."
    )


def grade(
    classroom: Classroom, exercise_id: str, student: str | None = None, *, force: bool = False
) -> list[Verdict]:
    """Grade an exercise, of one student or of all who handed in; return a verdict for each.

    What is graded already is left unless `force`. Takes some seconds; waits for
    another run in the same classroom. Raises `Refusal`: unknown exercise,
    nothing handed in by `student`, a classroom that stays busy.
    """
    exercise = classroom.check_exercise(exercise_id)
    names = list(students(classroom, exercise))
    if student is not None:
        name = student_name(student)
        if name not in names:
            raise Refusal(
                f"« {name} » n’a encore rien remis pour cet exercice ; la correction attend.",
                f"“{name}” has not handed in anything for this exercise yet; grading waits.",
            )
        names = [name]
    if not names:
        return []
    job = {
        "do": "grade",
        "classroom": str(classroom.root),
        "exercise": exercise,
        "students": names,
        "force": force,
    }
    outcomes, late = run(job, _BASE_SECONDS + _SECONDS_EACH * len(names))
    told = {outcome["student"]: outcome for outcome in outcomes if "student" in outcome}
    missing = {"failed": "time" if late else "crash"}
    return [_verdict(classroom, exercise, name, told.get(name, missing)) for name in names]


def _verdict(classroom: Classroom, exercise: str, name: str, outcome: dict[str, Any]) -> Verdict:
    if "failed" in outcome:
        fault: Fault = outcome["failed"]
        text = Text(*outcome["why"]) if "why" in outcome else _FAULTS[fault]
        reason = text.format(cell=outcome["cell"]) if "cell" in outcome else text
        if state(classroom, name, exercise):
            reason = Text(reason.fr + _KEPT.fr, reason.en + _KEPT.en)
        return Verdict(name, exercise, "failed", fault=fault, reason=reason)
    rows = grades(classroom, name, exercise).values()
    automatic = [row for row in rows if row.automatic]
    return Verdict(
        name,
        exercise,
        outcome["outcome"],
        outcome["attempt"],
        sum(row.score or 0.0 for row in automatic),
        sum(row.max_score for row in automatic),
        sum(row.waiting for row in rows),
    )
