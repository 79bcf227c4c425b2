"""Feedback: what a learner is told, released by the instructor or as soon as it is graded.

One page for each learner and exercise, in the language of their answers, where
nbgrader keeps feedback (`feedback/<student>/<exercise>/<exercise>.html`), so that its
exchange carries it too. The portal shows the same from the same result.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from passerelles.build.course import course
from passerelles.dossier.data import encode
from passerelles.grading.attempts import TIMESTAMP, attempts, is_current, iso, state, students
from passerelles.grading.collect import SECRET, secret_of
from passerelles.grading.files import locked, publish, write_file
from passerelles.grading.hand_marks import settle_penalties
from passerelles.grading.names import student_name
from passerelles.grading.results import RELEASED, result
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, NBSP, Language, Text

WAIT_SECONDS: Final = 20.0
_DONE: Final = Text(f"{{student}}{NBSP}: retour publié.", "{student}: feedback released.")
_KEPT: Final = Text(f"{{student}}{NBSP}: {{why}}", "{student}: {why}")


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one learner's feedback: its page, or why there is none."""

    student: str
    path: Path | None = None
    reason: Text | None = None

    def sentence(self, language: Language) -> str:
        """Return it as one line for a person."""
        if self.reason is None:
            return _DONE.format(student=self.student)[language]
        return _KEPT.format(student=self.student, why=self.reason)[language]


def release_all(
    classroom: Classroom, assignment: str, student: str | None = None
) -> tuple[Released, ...]:
    """Release feedback to one learner or to all who handed in; one's fault costs only theirs.

    Raises `Refusal` for an unknown assignment.
    """
    names = (student_name(student),) if student else _handed_in(classroom, assignment)
    done = []
    for name in names:
        try:
            done.append(Released(name, release(classroom, assignment, name)))
        except Refusal as refusal:
            done.append(Released(name, reason=refusal.text))
    return tuple(done)


def release(classroom: Classroom, assignment: str, student: str) -> Path:
    """Write the feedback of one learner and let them see it; return the page's path.

    Right answers are in it by the rule of attempts alone. The folder is put in
    place at once. Raises `Refusal`: nothing handed in, work that is not graded yet,
    a full disk.
    """
    name = student_name(student)
    if not classroom.questions(assignment).is_file():
        from passerelles.grading.feedback_code import release_notebooks  # noqa: PLC0415 - rare

        return release_notebooks(classroom, assignment, name)
    exercise = classroom.check_exercise(assignment)
    with locked(classroom.lock("feedback"), WAIT_SECONDS):
        graded = state(classroom, name, exercise)
        found = attempts(classroom, name, exercise)
        if not found:
            raise Refusal(
                "Rien n’a été remis ; le retour attend une remise.",
                "Nothing has been handed in; feedback waits for that.",
            )
        if not is_current(classroom, name, exercise, found, graded):
            raise Refusal(
                "Ce travail n’est pas encore corrigé ; lancez d’abord « passerelles grade ».",
                "This work has not been graded yet; run “passerelles grade” first.",
            )
        settle_penalties(classroom, exercise, name)
        counted = next(one for one in found if one.number == graded["attempt"])
        language = language_of(counted.answers.language)
        view = result(classroom, exercise, name, language, releasing=True)
        files = {f"{exercise}.html": _page(exercise, name, view, language).encode()}
        files |= _carried(classroom, name, exercise, counted.number)
        folder = feedback_folder(classroom, name, exercise)
        publish(folder, files, classroom.staging)
        told = {"schema": 1, "time": iso(datetime.now(UTC)), "attempts": graded["attempts"]}
        write_file(classroom.attempts(name, exercise) / RELEASED, encode(told))
    return folder / f"{exercise}.html"


def feedback_folder(classroom: Classroom, student: str, exercise_id: str) -> Path:
    """Return where nbgrader keeps the feedback of a submission."""
    return classroom.root / "feedback" / student / exercise_id


def language_of(written: str | None) -> Language:
    """Return the language somebody answered in, as their answers say."""
    return next((one for one in LANGUAGES if one == written), DEFAULT_LANGUAGE)


def _page(exercise: str, student: str, view: object, language: Language) -> str:
    from passerelles.portal.rendering import render  # noqa: PLC0415 - slow to load

    known = {entry.id: entry for entry in course().exercises}.get(exercise)
    title = known.title[language] if known else exercise
    return render("feedback.html", language, title=title, student=student, result=view)


def _carried(classroom: Classroom, student: str, exercise: str, attempt: int) -> dict[str, bytes]:
    """Return what nbgrader's exchange needs beside the page to find whom it is for.

    `nbgrader release_feedback` stops at the first learner without a secret: who did not
    hand in by the exchange gets one that nobody knows.
    """
    submitted = classroom.submitted(student, exercise)
    places = (
        (TIMESTAMP, submitted / TIMESTAMP),
        (SECRET, submitted / SECRET),
        (SECRET, secret_of(classroom, student, exercise, attempt)),
    )
    found = {
        name: path.read_bytes()[:10_000]
        for name, path in places
        if path.is_file() and not path.is_symlink()
    }
    return {SECRET: secrets.token_hex(64).encode(), **found}


def _handed_in(classroom: Classroom, assignment: str) -> tuple[str, ...]:
    if classroom.questions(assignment).is_file():
        return students(classroom, assignment)
    from passerelles.grading.feedback_code import graded_students  # noqa: PLC0415 - rare

    return graded_students(classroom, assignment)
