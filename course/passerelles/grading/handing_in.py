"""Handing in: the answers become an attempt, the learner gets a receipt.

With a classroom the attempt is kept there and put forward for grading; without
one it stays in the workspace and the receipt says who will grade it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from passerelles.dossier.answers import Answers, answers_data
from passerelles.dossier.data import check_id
from passerelles.dossier.snapshot import LIMIT, is_snapshot, taken
from passerelles.dossier.workspace import Workspace
from passerelles.grading.answers import digest, from_workspace, only
from passerelles.grading.attempts import Attempt, Keyed, attempts, iso, keep, now, put_forward
from passerelles.grading.database import check_length
from passerelles.grading.files import locked, read_json, write_json
from passerelles.grading.names import student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import NBSP, Text

WAIT_SECONDS = 20.0

_BY_CLASSROOM = Text(
    "Les questions automatiques sont corrigées tout de suite ; les textes le seront par une "
    "personne de l’équipe pédagogique.",
    "The automatic questions are graded at once; a person of the teaching team will grade the "
    "texts.",
)
_LATER = Text(
    "Votre travail est gardé dans votre espace ; la personne qui anime le cours le corrigera "
    "quand vous le lui transmettrez.",
    "Your work is kept in your workspace; whoever runs the course will grade it when you pass "
    "it on.",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper form that somebody keys in: who does, and when the learner gave it in (UTC)."""

    by: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of handing in.

    `time` is the server's (UTC, ISO 8601), or that of a paper form; `sha256` is that of the
    answers; `attempts_allowed` is None when there is no limit; `keyed_by` is who keyed the
    paper form in.
    """

    exercise: str
    student: str
    time: str
    sha256: str
    attempt: int
    attempts_allowed: int | None
    graded_by: Text
    late: bool = False
    keyed_by: str | None = None


def submit(
    workspace: Workspace, exercise_id: str, student: str, classroom: Classroom | None = None
) -> Receipt:
    """Hand in the answers that `workspace` keeps for an exercise.

    Raises `Refusal`: no answer yet, unreadable answers, a name that cannot be
    used, no attempt left, an exercise that the classroom does not have. The
    same answers as in the last attempt give that attempt's receipt again: a
    second click costs nothing.
    """
    name = student_name(student)
    exercise = check_id(exercise_id)
    if classroom is None:
        take_dossier(workspace, exercise, set())
        return _keep_here(workspace, name, from_workspace(workspace, exercise))
    classroom.check_exercise(exercise)
    check_length(classroom, name)
    questions = read_json(classroom.questions(exercise)) or {"questions": []}
    known = {str(question["id"]) for question in questions["questions"]}
    asked = {str(one["id"]) for one in questions["questions"] if one.get("type") == "dossier"}
    take_dossier(workspace, exercise, asked)
    answers = only(from_workspace(workspace, exercise), known)
    if not answers.answers:
        raise Refusal(
            "Aucune de ces réponses ne correspond à cet exercice ; rouvrez-le et répondez.",
            "None of these answers belongs to this exercise; open it again and answer.",
        )
    with locked(classroom.lock("submit"), WAIT_SECONDS):
        receipt = keep_in(classroom, name, answers)
    with suppress(Refusal):  # handed in all the same: the classroom has it
        write_json(_receipt_path(workspace, exercise), {"schema": 1, **asdict(receipt)})
    return receipt


def take_dossier(workspace: Workspace, exercise: str, asked: set[str]) -> None:
    """Attach the dossier as it is now to the questions `asked` and wherever it was attached.

    A dossier that cannot be taken leaves what was attached before.
    """
    with suppress(Refusal):
        before = workspace.answers(exercise).load()
        attached = {key for key, value in before.answers.items() if is_snapshot(value)}
        if not attached | asked:
            return
        snapshot = taken(workspace.dossier.load())
        store = workspace.answers(exercise, before.version)
        for question in sorted(attached | asked):
            if before.answers.get(question) != snapshot:
                store.keep(question, snapshot, before.language, LIMIT)


def last_receipt(workspace: Workspace, exercise_id: str) -> Receipt | None:
    """Return the receipt this workspace keeps of the last time the exercise was handed in.

    A receipt that cannot be read counts as none: the classroom has its own copy.
    """
    with suppress(Refusal):
        kept = read_json(_receipt_path(workspace, check_id(exercise_id)))
        if kept is not None:
            kept.pop("schema", None)
            return structure(kept, Receipt, "receipt.json")
    return None


def _receipt_path(workspace: Workspace, exercise_id: str) -> Path:
    return workspace.root / "exercises" / exercise_id / "receipt.json"


def keep_in(
    classroom: Classroom, student: str, answers: Answers, paper: Paper | None = None
) -> Receipt:
    """Keep checked answers as an attempt of the classroom; call it under the `submit` lock.

    Those of a `paper` form came in when the paper did. Raises `Refusal` where no attempt is
    left or the deadline has passed for good.
    """
    before = attempts(classroom, student, answers.exercise)
    allowed = classroom.settings.allowed(answers.exercise, student)
    last = before[-1] if before else None
    if last is not None and last.sha256 == digest(answers):
        keep(classroom, student, last)  # also brings in one that nbgrader collected
        return receipt_of(student, last, allowed)
    if allowed is not None and len(before) >= allowed:
        if paper is not None:
            raise _no_attempt_left(student, allowed)
        raise Refusal(
            f"Vous avez déjà remis cet exercice {allowed} fois, le nombre prévu ; demandez à la "
            "personne qui anime le cours si vous voulez le refaire.",
            f"You have already handed in this exercise {allowed} times, as many as planned; ask "
            "whoever runs the course if you want to do it again.",
        )
    moment = paper.moment if paper else now()
    late = classroom.settings.is_late(answers.exercise, student, moment)
    if late and classroom.settings.late == "refuse":
        if paper is not None:
            raise _too_late(student)
        raise Refusal(
            "La date limite de cet exercice est passée ; demandez un délai à la personne qui "
            "anime le cours.",
            "The deadline of this exercise has passed; ask whoever runs the course for an "
            "extension.",
        )
    if last is not None:
        keep(classroom, student, last)
    number = last.number + 1 if last else 1
    keyed = Keyed(paper.by, iso(now())) if paper else None
    attempt = Attempt(number, iso(moment), digest(answers), late, answers, keyed)
    keep(classroom, student, attempt)
    put_forward(classroom, student, attempt)
    return receipt_of(student, attempt, allowed)


def _no_attempt_left(student: str, allowed: int) -> Refusal:
    return Refusal(
        f"{student} a déjà remis cet exercice {allowed} fois, le nombre prévu{NBSP}; accordez une "
        "remise de plus à la page de l’exercice pour prendre cette copie.",
        f"{student} has already handed in this exercise {allowed} times, as many as planned; "
        "grant one more attempt on the exercise’s page to take this paper.",
    )


def _too_late(student: str) -> Refusal:
    return Refusal(
        f"Cette copie de {student} est datée d’après la date limite{NBSP}; corrigez sa date, ou "
        "accordez un délai à la page de l’exercice.",
        f"This paper of {student} is dated after the deadline; correct its date, or grant an "
        "extension on the exercise’s page.",
    )


def receipt_of(student: str, attempt: Attempt, allowed: int | None) -> Receipt:
    """Return the receipt of an attempt that the classroom has kept."""
    return Receipt(
        attempt.answers.exercise,
        student,
        attempt.time,
        attempt.sha256,
        attempt.number,
        allowed,
        _BY_CLASSROOM,
        attempt.late,
        attempt.keyed.by if attempt.keyed else None,
    )


def _keep_here(workspace: Workspace, student: str, answers: Answers) -> Receipt:
    """Keep the answers in `exercises/<id>/submissions/<time>.json`."""
    folder = workspace.root / "exercises" / answers.exercise / "submissions"
    with locked(folder.parent.parent / f".{answers.exercise}-submissions.lock", WAIT_SECONDS):
        # By number, not by time: the clock may have been set back between two of them.
        earlier = sorted(folder.glob("*.json"), key=lambda one: one.stem.rpartition("-")[2])
        last = read_json(earlier[-1]) if earlier else None
        if last is not None and last.get("sha256") == digest(answers):
            return _own_receipt(workspace, last)
        moment = now()
        kept = {
            "schema": 1,
            "exercise": answers.exercise,
            "student": student,
            "time": iso(moment),
            "attempt": len(earlier) + 1,
            "sha256": digest(answers),
            "answers": answers_data(answers),
        }
        path = folder / f"{_stamp(moment)}-{len(earlier) + 1:03d}.json"
        write_json(path, kept)
        return _own_receipt(workspace, kept)


def _own_receipt(workspace: Workspace, kept: dict[str, Any]) -> Receipt:
    receipt = Receipt(
        str(kept["exercise"]),
        str(kept["student"]),
        str(kept["time"]),
        str(kept["sha256"]),
        int(kept["attempt"]),
        None,
        _LATER,
    )
    write_json(_receipt_path(workspace, receipt.exercise), {"schema": 1, **asdict(receipt)})
    return receipt


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")
