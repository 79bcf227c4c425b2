"""Grading: nbgrader's gradebook gets its rows, and every submission a verdict by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from passerelles.grading.attempts import state
from passerelles.grading.course import assignment_name
from passerelles.grading.names import printable, student_name
from passerelles.grading.process import run
from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.settings import Classroom
from passerelles.grading.verdict_texts import FAULTS, KEPT, LIMITS, LINES, waiting_text
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text, number

Fault = Literal["answers", "refused", "question", "internal", "time", "crash"]
Limit = Literal["time", "memory", "output", "crash"]

_BASE_SECONDS: Final = 180.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one submission.

    `score` and `max_score` are the automatic points; `waiting` counts the
    questions a person still has to grade. `failed` leaves the earlier grade in
    place, and `reason` says why and what to do. `limit` is the limit that a graded
    submission's code reached: the points earned elsewhere count.
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
    limit: Limit | None = None

    @property
    def graded(self) -> bool:
        """Tell whether the gradebook holds the grade of what was handed in last."""
        return self.outcome != "failed"

    @property
    def name(self) -> str:
        """Return the verdict's name.

        `graded`, `time`, `memory`, `output`, `crash` (graded all the same); `refused`
        or `internal` (not graded).
        """
        if self.graded:
            return self.limit or "graded"
        return "refused" if self.fault in ("answers", "refused") else "internal"

    def plain(self) -> dict[str, Any]:
        """Return the verdict as JSON data, sentences in both languages."""
        return {**asdict(self), "student": printable(self.student), "verdict": self.name}

    def sentence(self, language: Language) -> str:
        """Return the verdict as one line for a person."""
        if self.reason is not None:
            colon = f"{NBSP}: " if language == "fr" else ": "
            return f"{printable(self.student)}{colon}{self.reason[language]}"
        kind = self.outcome if self.attempt is not None or self.outcome != "graded" else "code"
        line = LINES[kind].format(
            student=printable(self.student),
            attempt=self.attempt,
            score=Text(number(self.score, "fr"), number(self.score, "en")),
            most=Text(number(self.max_score, "fr"), number(self.max_score, "en")),
        )[language]
        parts = [line]
        if self.limit is not None:
            parts.append(LIMITS[self.limit][language])
        if self.waiting:
            parts.append(waiting_text(self.waiting)[language])
        return " ".join(parts)


class Stopped(Refusal):
    """A run that the machine or the gradebook ended; `verdicts` had been reached by then."""

    def __init__(self, text: Text, verdicts: list[Verdict]) -> None:
        super().__init__(text.fr, text.en)
        self.verdicts = verdicts


@dataclass(frozen=True, slots=True)
class How:
    """How to grade: `jobs` at once (0: all cores), in which pool, in a sandbox or not."""

    jobs: int = 0
    pool: str = ""
    sandbox: bool = True


def grade(
    classroom: Classroom,
    exercise_id: str,
    student: str | Collection[str] | None = None,
    *,
    force: bool = False,
    how: How | None = None,
    told: Callable[[Verdict, int], None] | None = None,
) -> list[Verdict]:
    """Grade an exercise, of one student, of some or of all; return a verdict for each.

    What is graded already is left unless `force`. Takes some seconds; waits for
    another run in the same classroom. `told` is called with each verdict as it
    comes and the number of submissions. Raises `Refusal`: unknown exercise,
    nothing handed in by `student`, a classroom that stays busy, code cells and no
    sandbox; `Stopped` when it ends after the first verdict.
    """
    exercise = assignment_name(classroom, exercise_id)
    job = job_for(classroom, exercise, student, how or How())
    job["force"] = force
    names: list[str] = []
    reached: list[Verdict] = []

    def each(outcome: dict[str, Any]) -> None:
        names.extend(outcome.get("students", ()))
        if "student" in outcome:
            reached.append(_verdict(classroom, exercise, outcome["student"], outcome))
            if told is not None:
                told(reached[-1], len(names))

    try:
        outcomes, late = run(job, silence(classroom), each)
    except Refusal as refusal:
        if reached:
            raise Stopped(refusal.text, reached) from refusal
        raise
    check_begun(outcomes, late=late)
    found = {outcome["student"]: outcome for outcome in outcomes if "student" in outcome}
    missing = {"failed": "time" if late else "crash"}
    return [_verdict(classroom, exercise, name, found.get(name, missing)) for name in names]


def check_begun(outcomes: list[dict[str, Any]], *, late: bool) -> None:
    """Refuse a run that ended before it said whose work there is: that is not an empty class."""
    if not any("students" in outcome for outcome in outcomes):
        text = FAULTS["time" if late else "crash"]
        raise Refusal(text.fr, text.en)


def silence(classroom: Classroom) -> float:
    """Return the seconds a worker may say nothing: the longest that one submission may take."""
    limits = classroom.settings.limits or Limits()
    return _BASE_SECONDS + 5 * limits.seconds


def job_for(
    classroom: Classroom, exercise: str, student: str | Collection[str] | None, how: How
) -> dict[str, Any]:
    """Return a job for `process.run`; raise `Refusal` for one student who handed in nothing."""
    # Of several each is judged for itself: a name that is none must not stop the others.
    names = None if student is None else [*student]
    if isinstance(student, str):
        name = student_name(student)
        handed = classroom.submitted(name, exercise), classroom.attempts(name, exercise)
        if not any(folder.is_dir() for folder in handed):
            raise Refusal(
                f"« {name} » n’a encore rien remis pour cet exercice ; la correction attend.",
                f"“{name}” has not handed in anything for this exercise yet; grading waits.",
            )
        names = [name]
    return {
        "do": "grade",
        "classroom": str(classroom.root),
        "exercise": exercise,
        "students": names,
        "jobs": how.jobs,
        "pool": how.pool,
        "sandbox": how.sandbox,
    }


def _verdict(classroom: Classroom, exercise: str, name: str, outcome: dict[str, Any]) -> Verdict:
    if "failed" in outcome:
        fault: Fault = outcome["failed"]
        text = Text(*outcome["why"]) if "why" in outcome else FAULTS[fault]
        reason = text.format(cell=outcome["cell"]) if "cell" in outcome else text
        if state(classroom, name, exercise):
            reason = Text(reason.fr + KEPT.fr, reason.en + KEPT.en)
        return Verdict(name, exercise, "failed", fault=fault, reason=reason)
    return Verdict(
        name,
        exercise,
        outcome["outcome"],
        outcome["attempt"],
        outcome["score"],
        outcome["max_score"],
        outcome["waiting"],
        limit=outcome["limit"],
    )
