"""After a corrected key: whose marks would change, before anything is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from passerelles.grading.course import assignment_name
from passerelles.grading.process import run
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import How, check_begun, job_for, silence
from passerelles.library.text import NBSP, Language, Text, number

_LINE: Final = Text(
    f"{{student}}, {{question}}{NBSP}: {{before}} → {{after}}",
    "{student}, {question}: {before} → {after}",
)
_BY_HAND: Final = Text(
    " (la note donnée à la main, {mark}, reste)", " (the mark given by hand, {mark}, stays)"
)
_NONE: Final = Text("sans note automatique", "no automatic mark")
_SAME: Final = Text("Aucune note ne changerait.", "No mark would change.")
_HOW: Final = Text("Pour l’écrire, ajoutez --yes.", "To write this, add --yes.")


@dataclass(frozen=True, slots=True)
class Change:
    """One automatic mark that would change, in points; `by_hand` is a person's, which stays."""

    student: str
    notebook: str
    question: str
    before: float | None
    after: float | None
    by_hand: float | None

    def sentence(self, language: Language) -> str:
        """Return the change as one line for a person."""
        line = _LINE.format(
            student=self.student,
            question=self.question,
            before=_points(self.before),
            after=_points(self.after),
        )[language]
        if self.by_hand is None:
            return line
        return line + _BY_HAND.format(mark=_points(self.by_hand))[language]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What grading again would change, and who could not be graded at all."""

    changes: tuple[Change, ...]
    failed: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "failed": list(self.failed),
        }

    def lines(self, language: Language) -> list[str]:
        """Return it as lines for a person."""
        if not self.changes:
            return [_SAME[language]]
        return [*(change.sentence(language) for change in self.changes), _HOW[language]]


def rehearse(
    classroom: Classroom, exercise_id: str, student: str | None = None, how: How | None = None
) -> Rehearsal:
    """Grade what has been handed in with the key as it is now, and write nothing.

    Raises `Refusal` as `grade` does.
    """
    exercise = assignment_name(classroom, exercise_id)
    job = {**job_for(classroom, exercise, student, how or How()), "rehearse": True}
    outcomes, late = run(job, silence(classroom))
    check_begun(outcomes, late=late)
    names = [name for outcome in outcomes for name in outcome.get("students", ())]
    told = {outcome["student"]: outcome for outcome in outcomes if "student" in outcome}
    changes = [
        Change(name, **change) for name in names for change in told.get(name, {}).get("changes", ())
    ]
    failed = tuple(name for name in names if told.get(name, {}).get("outcome") != "rehearsed")
    return Rehearsal(tuple(changes), failed)


def _points(value: float | None) -> Text:
    return _NONE if value is None else Text(number(value, "fr"), number(value, "en"))
