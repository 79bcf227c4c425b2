"""Collecting work: from nbgrader's exchange, or from what learners kept and passed on.

Each piece of work is looked at by itself: a forged or malformed name, a link or an
unreadable file costs only that piece, which is told by name. Collected work becomes an
attempt like one handed in here, at the time of this machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from passerelles.dossier.answers import FILE_LIMIT, Answers, parse_answers
from passerelles.dossier.data import Damaged, encode
from passerelles.dossier.files import StoredFile, refusal
from passerelles.grading.answers import digest, only
from passerelles.grading.attempts import ANSWERS, Attempt, attempts, iso, keep, put_forward
from passerelles.grading.database import check_length, course_id, setting
from passerelles.grading.files import folders, locked, write_file
from passerelles.grading.names import student_name
from passerelles.grading.questions import questions_of
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text

WAIT_SECONDS: Final = 20.0
SECRET: Final = "submission_secret.txt"  # noqa: S105 - nbgrader's name for it
_EXCHANGE: Final = "/usr/local/share/nbgrader/exchange"
_PARTS: Final = 4
_MOST_FILES: Final = 20_000
_LINES: Final = {
    "kept": Text(
        f"{{who}}, {{exercise}}{NBSP}: remise {{attempt}} reçue.",
        "{who}, {exercise}: attempt {attempt} received.",
    ),
    "taken": Text(f"{{who}}, {{exercise}}{NBSP}: remise reçue.", "{who}, {exercise}: received."),
    "known": Text(f"{{who}}, {{exercise}}{NBSP}: déjà là.", "{who}, {exercise}: already here."),
    "refused": Text(f"{{who}}{NBSP}: {{why}}", "{who}: {why}"),
}


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one piece of work; `who` is the learner, or the file of a refused one."""

    who: str
    exercise: str
    outcome: Literal["kept", "known", "refused"]
    attempt: int | None = None
    reason: Text | None = None

    def sentence(self, language: Language) -> str:
        """Return it as one line for a person."""
        kind = "taken" if self.outcome == "kept" and self.attempt is None else self.outcome
        return _LINES[kind].format(
            who=self.who, exercise=self.exercise, attempt=self.attempt, why=self.reason or ""
        )[language]


@dataclass(frozen=True, slots=True)
class _Work:
    """Answers on their way in: whose, when they came (this machine's time), nbgrader's secret."""

    student: str
    answers: Answers
    moment: datetime
    secret: bytes | None = None


def from_exchange(
    classroom: Classroom, exercise_id: str | None = None, only: Collection[str] | None = None
) -> tuple[Collected, ...]:
    """Collect what was handed in with `nbgrader submit`; raise `Refusal` without an exchange.

    `only`, when given, are the names of the folders to look at.
    """
    wanted = {classroom.check_exercise(exercise_id)} if exercise_id else set(classroom.exercises())
    inbound = (
        Path(setting(classroom, "Exchange", "root") or _EXCHANGE) / course_id(classroom) / "inbound"
    )
    try:
        entries = sorted(os.scandir(inbound), key=lambda one: (_changed(one), one.name))
    except OSError as error:
        raise Refusal(
            f"« {inbound} » ne se lit pas ; indiquez le dossier d’échange de nbgrader dans "
            "nbgrader_config.py (c.Exchange.root).",
            f"“{inbound}” cannot be read; name nbgrader’s exchange folder in nbgrader_config.py "
            "(c.Exchange.root).",
        ) from error
    owners = setting(classroom, "ExchangeCollect", "check_owner") is not False
    found = []
    for entry in entries:
        if only is not None and entry.name not in only:
            continue
        name = _shown(entry.name)
        exercise = entry.name.rsplit("+", 3)[1] if entry.name.count("+") >= 2 else ""  # noqa: PLR2004
        if exercise and exercise not in wanted:
            continue
        found.append(_take(classroom, name, lambda one=entry: _submitted(one, check_owner=owners)))
    return tuple(found)


def from_files(
    classroom: Classroom, paths: Iterable[Path], exercise_id: str | None = None
) -> tuple[Collected, ...]:
    """Collect what learners kept in their workspaces: files, workspaces, or a folder of them.

    In a folder of workspaces each one's name is the learner's; a file or a single
    workspace says itself whose it is.
    """
    found = []
    for path in paths:
        if not path.exists():
            raise Refusal(
                f"« {path} » n’existe pas ; indiquez un fichier remis, un espace de travail ou un "
                "dossier qui en contient.",
                f"“{path}” does not exist; give a file handed in, a workspace or a folder of them.",
            )
        for student, file in _kept_files(path):
            if exercise_id is not None and file.parent.parent.name not in ("", exercise_id):
                continue
            found.append(_take(classroom, _shown(file.name), lambda f=file, s=student: _kept(f, s)))
    return tuple(found)


def _take(classroom: Classroom, name: str, read: Any) -> Collected:
    try:
        work: _Work = read()
        exercise = classroom.check_exercise(work.answers.exercise)
        with locked(classroom.lock("submit"), WAIT_SECONDS):
            return _add(classroom, exercise, work)
    except Refusal as fault:
        return Collected(name, "", "refused", reason=fault.text)
    except OSError as error:
        return Collected(name, "", "refused", reason=refusal(error, name).text)


def _add(classroom: Classroom, exercise: str, work: _Work) -> Collected:
    check_length(classroom, work.student)
    known = {one.id for one in questions_of(classroom, exercise)}
    answers = only(work.answers, known)
    before = attempts(classroom, work.student, exercise)
    for one in before:
        if one.sha256 == digest(answers):
            _keep_secret(classroom, exercise, work, one.number)
            return Collected(work.student, exercise, "known", one.number)
    allowed = classroom.settings.allowed(exercise, work.student)
    if allowed and len(before) >= allowed:
        raise Refusal(
            f"{work.student} a déjà remis « {exercise} » {allowed} fois, le nombre prévu ; portez "
            "ce nombre plus haut dans passerelles.yml si vous acceptez cette remise.",
            f"{work.student} has already handed in “{exercise}” {allowed} times, as many as "
            "planned; raise that number in passerelles.yml if you accept this one.",
        )
    late = classroom.settings.is_late(exercise, work.student, work.moment)
    if late and classroom.settings.late == "refuse":
        raise Refusal(
            f"La remise de « {exercise} » par {work.student} est arrivée après la date limite ; "
            "accordez un délai à cette personne si vous l’acceptez.",
            f"The submission of “{exercise}” by {work.student} came after the deadline; grant "
            "them an extension if you accept it.",
        )
    for one in before:  # also one that nbgrader collected itself
        if not (classroom.attempts(work.student, exercise) / str(one.number)).exists():
            keep(classroom, work.student, one)
    number = before[-1].number + 1 if before else 1
    attempt = Attempt(number, iso(work.moment), digest(answers), late, answers)
    keep(classroom, work.student, attempt)
    _keep_secret(classroom, exercise, work, number)
    put_forward(classroom, work.student, attempt)
    return Collected(work.student, exercise, "kept", number)


def secret_of(classroom: Classroom, student: str, exercise: str, attempt: int) -> Path:
    """Return where the secret is kept by which nbgrader gives feedback to whoever handed in."""
    return classroom.attempts(student, exercise) / f"secret-{attempt}.txt"


def _keep_secret(classroom: Classroom, exercise: str, work: _Work, attempt: int) -> None:
    path = secret_of(classroom, work.student, exercise, attempt)
    # The first one stays: feedback may be waiting under it.
    if work.secret is not None and not path.exists():
        write_file(path, work.secret, private=True)


def _submitted(entry: os.DirEntry[str], *, check_owner: bool) -> _Work:
    """Read one folder of the exchange: `student+exercise+time+random`."""
    parts = entry.name.rsplit("+", _PARTS - 1)
    if len(parts) < _PARTS - 1 or not entry.is_dir(follow_symlinks=False):
        raise Refusal(
            "Ce n’est pas une remise de nbgrader ; retirez-le du dossier d’échange.",
            "This is no submission of nbgrader’s; remove it from the exchange folder.",
        )
    student = student_name(parts[0])
    if check_owner and student != _owner(entry):
        raise Refusal(
            f"Cette remise se dit de {student}, mais appartient à {_owner(entry)} ; demandez aux "
            "deux qui l’a faite.",
            f"This submission says it is {student}’s but belongs to {_owner(entry)}; ask both who "
            "made it.",
        )
    raw, moment = _content(Path(entry.path) / ANSWERS)
    if raw is None:
        raise Refusal(
            f"La remise de {student} ne contient pas ses réponses (answers.json) ; demandez-lui "
            "de remettre le dossier entier de l’exercice.",
            f"The submission of {student} lacks the answers (answers.json); ask them to hand in "
            "the whole folder of the exercise.",
        )
    secret, _ = _content(Path(entry.path) / SECRET)
    arrived = max(moment, datetime.fromtimestamp(_changed(entry), UTC)).replace(microsecond=0)
    return _Work(student, parse_answers(raw, parts[1]), arrived, secret)


def _kept(file: Path, student: str | None) -> _Work:
    """Read one file that handing in without a classroom kept."""
    try:
        data = StoredFile(file, FILE_LIMIT * 2).read() or {}
    except Damaged as fault:
        raise _unreadable(file) from fault
    if not isinstance(data.get("answers"), dict):
        raise _unreadable(file)
    answers = parse_answers(encode(data["answers"]), str(data.get("exercise")))
    if data.get("sha256") != digest(answers):
        raise _unreadable(file)
    who = student_name(student if student is not None else str(data.get("student", "")))
    return _Work(who, answers, datetime.now(UTC).replace(microsecond=0))


def _kept_files(path: Path) -> Iterator[tuple[str | None, Path]]:
    if path.is_file():
        yield None, path
        return
    single = (path / "exercises").is_dir()
    for student, workspace in (
        [(None, path)] if single else [(one.name, one) for one in folders(path)]
    ):
        count = 0
        for exercise in folders(workspace / "exercises"):
            for file in sorted((exercise / "submissions").glob("*.json")):
                count += 1
                if count > _MOST_FILES:
                    return
                yield student, file


def _content(path: Path) -> tuple[bytes | None, datetime]:
    """Return a file's bytes and when it last changed, which its owner cannot set back."""
    try:
        raw = StoredFile(path, FILE_LIMIT).read_bytes()
    except Damaged as fault:
        raise _unreadable(path) from fault
    changed = path.lstat().st_ctime if raw is not None else 0
    return raw, datetime.fromtimestamp(changed, UTC)


def _changed(entry: os.DirEntry[str]) -> float:
    return entry.stat(follow_symlinks=False).st_ctime


def _owner(entry: os.DirEntry[str]) -> str:
    if sys.platform == "win32":
        return ""
    import pwd  # noqa: PLC0415 - not on Windows

    uid = entry.stat(follow_symlinks=False).st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _shown(name: str) -> str:
    return ascii(name)[1:-1][:120] if not name.isprintable() else name[:120]


def _unreadable(path: Path) -> Refusal:
    return Refusal(
        f"« {_shown(path.name)} » est illisible ou a été modifié ; demandez-le de nouveau.",
        f"“{_shown(path.name)}” cannot be read or has been changed; ask for it again.",
    )
