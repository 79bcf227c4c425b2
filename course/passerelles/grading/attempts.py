"""Every attempt is kept: `attempts/<student>/<exercise>/<n>/{answers.json, receipt.json}`.

These folders are the truth of who handed in what; `submitted/`, which nbgrader
grades, is made from them and can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.answers import Answers, parse_answers
from passerelles.dossier.data import encode
from passerelles.grading.answers import digest, to_bytes
from passerelles.grading.files import folders, publish, read_json
from passerelles.grading.rebuild import rebuilt
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

ANSWERS: Final = "answers.json"
RECEIPT: Final = "receipt.json"
TIMESTAMP: Final = "timestamp.txt"
STATE: Final = "grading.json"


@dataclass(frozen=True, slots=True)
class Keyed:
    """Who keyed answers in from a paper form, and when (UTC, ISO 8601)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: its number from 1, when it came in (UTC, ISO 8601) and what was answered.

    `keyed` is there when somebody keyed it in from a paper form; `time` is then the paper's.
    """

    number: int
    time: str
    sha256: str
    late: bool
    answers: Answers
    keyed: Keyed | None = None


def now() -> datetime:
    """Return the server's time in UTC, to the second: a client's clock decides nothing."""
    return datetime.now(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def attempts(classroom: Classroom, student: str, exercise_id: str) -> tuple[Attempt, ...]:
    """Return a student's attempts in order; raise `Refusal` for a damaged one.

    A submission that came by nbgrader's own ways (collected by hand) counts as
    the first attempt.
    """
    folder = classroom.attempts(student, exercise_id)
    numbered = sorted((int(one.name), one) for one in folders(folder) if one.name.isdecimal())
    found = tuple(_read(classroom, student, one, number, exercise_id) for number, one in numbered)
    return found or _collected(classroom, student, exercise_id)


def keep(classroom: Classroom, student: str, attempt: Attempt) -> None:
    """Put one attempt in its folder, all at once; call it under the `submit` lock."""
    exercise_id = attempt.answers.exercise
    folder = classroom.attempts(student, exercise_id) / str(attempt.number)
    receipt: dict[str, Any] = {
        "exercise": exercise_id,
        "student": student,
        "attempt": attempt.number,
        "time": attempt.time,
        "sha256": attempt.sha256,
        "late": attempt.late,
    }
    if attempt.keyed is not None:
        receipt["keyed"] = asdict(attempt.keyed)
    files = {ANSWERS: to_bytes(attempt.answers), RECEIPT: encode(receipt)}
    if _differs(folder, files):
        publish(folder, files, classroom.staging)


def put_forward(classroom: Classroom, student: str, attempt: Attempt) -> None:
    """Make an attempt the submission that nbgrader grades; call it under the `submit` lock."""
    exercise_id = attempt.answers.exercise
    notebook = rebuilt(classroom.release(exercise_id), attempt.answers.answers)
    files = {
        f"{exercise_id}.ipynb": notebook,
        ANSWERS: to_bytes(attempt.answers),
        TIMESTAMP: _nbgrader_time(attempt.time).encode(),
    }
    folder = classroom.submitted(student, exercise_id)
    if _differs(folder, files):
        # Made from the attempts, and made again from them whenever it is graded.
        publish(folder, files, classroom.staging, durable=False)


def students(classroom: Classroom, exercise_id: str) -> tuple[str, ...]:
    """Return who has handed in an exercise, in order."""
    kept = {one.name for one in folders(classroom.root / "attempts")}
    collected = {one.name for one in folders(classroom.root / "submitted")}
    return tuple(
        sorted(
            name
            for name in kept | collected
            if folders(classroom.attempts(name, exercise_id))
            or (classroom.submitted(name, exercise_id) / ANSWERS).is_file()
        )
    )


def state(classroom: Classroom, student: str, exercise_id: str) -> dict[str, Any]:
    """Return what the last grading run wrote: `{}` when there was none or it did not finish."""
    found = read_json(classroom.attempts(student, exercise_id) / STATE) or {}
    return found if found.get("finished") else {}


def penalties(
    classroom: Classroom, student: str, exercise_id: str, found: tuple[Attempt, ...]
) -> list[float] | None:
    """Return what lateness costs each attempt, in points; `None` where it costs nothing."""
    if classroom.settings.late != "penalty":
        return None
    questions = (read_json(classroom.questions(exercise_id)) or {}).get("questions", [])
    most = float(sum(one.get("points") or 0.0 for one in questions))
    costs = [
        classroom.settings.penalty(exercise_id, student, datetime.fromisoformat(one.time), most)
        for one in found
    ]
    return costs if any(costs) else None


def is_current(
    classroom: Classroom,
    student: str,
    exercise_id: str,
    found: tuple[Attempt, ...],
    graded: dict[str, Any],
) -> bool:
    """Tell whether `graded`, a state, is about these attempts, late by the rule of today."""
    return graded.get("attempts") == [one.sha256 for one in found] and graded.get(
        "penalties"
    ) == penalties(classroom, student, exercise_id, found)


def _read(
    classroom: Classroom, student: str, folder: Path, number: int, exercise_id: str
) -> Attempt:
    receipt = read_json(folder / RECEIPT) or {}
    raw = _content(folder / ANSWERS)
    if raw is None or not isinstance(receipt.get("time"), str):
        raise _damaged(folder)
    answers = parse_answers(raw, exercise_id)
    if receipt.get("sha256") != digest(answers):
        raise _damaged(folder)
    try:
        moment = datetime.fromisoformat(receipt["time"]).astimezone(UTC)
    except ValueError as error:
        raise _damaged(folder) from error
    # By the deadline of today: the receipt says what held when the work came in.
    late = classroom.settings.is_late(exercise_id, student, moment)
    keyed = _keyed(receipt.get("keyed"))
    return Attempt(number, receipt["time"], digest(answers), late, answers, keyed)


def _keyed(written: Any) -> Keyed | None:
    if not isinstance(written, dict):
        return None
    by, at = written.get("by"), written.get("at")
    return Keyed(by, at) if isinstance(by, str) and isinstance(at, str) else None


def _collected(classroom: Classroom, student: str, exercise_id: str) -> tuple[Attempt, ...]:
    folder = classroom.submitted(student, exercise_id)
    path = folder / ANSWERS
    if path.is_symlink() or not path.is_file():
        return ()
    answers = parse_answers(_content(path) or b"", exercise_id)
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    late = classroom.settings.is_late(exercise_id, student, moment)
    return (Attempt(1, iso(moment), digest(answers), late, answers),)


def _content(path: Path) -> bytes | None:
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


def _differs(folder: Path, files: Mapping[str, bytes]) -> bool:
    return any(_content(folder / name) != content for name, content in files.items())


def _nbgrader_time(time: str) -> str:
    """Write a time as nbgrader reads it: `2026-01-31 17:00:00.000000 UTC`."""
    moment = datetime.fromisoformat(time).astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _damaged(folder: Path) -> Refusal:
    return Refusal(
        f"« {folder} » est abîmé ; restaurez-le d’une sauvegarde, ou retirez ce dossier pour que "
        "la personne remette l’exercice de nouveau.",
        f"“{folder}” is damaged; restore it from a backup, or remove this folder so that the "
        "person can hand in again.",
    )
