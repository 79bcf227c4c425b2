"""Changing a classroom's rules: deadlines, late work, attempts, results, single learners' delays.

Every change is checked as a whole, written at once, and entered in nbgrader's gradebook.
The instructor's own words in `passerelles.yml` stay: only the lines of a changed key move.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, cast

import yaml

from passerelles.grading.database import opened
from passerelles.grading.dates import enter
from passerelles.grading.extensions import (
    EXTENSIONS_FILE,
    EXTENSIONS_HEAD,
    MOST_ATTEMPTS,
    VERSION,
    Extensions,
    read_extensions,
)
from passerelles.grading.files import locked, write_file
from passerelles.grading.names import student_name
from passerelles.grading.settings import (
    SETTINGS_FILE,
    SETTINGS_TEXT,
    Classroom,
    Settings,
    parse_settings,
    read_settings,
)
from passerelles.library.errors import Refusal

WAIT_SECONDS: Final = 20.0
CHANGEABLE: Final = frozenset(
    {"attempts", "counts", "feedback", "deadline", "deadlines", "late", "penalty_percent"}
)


def version(classroom: Classroom) -> str:
    """Return what tells whether the rules of `passerelles.yml` have changed since."""
    return sha256((classroom.root / SETTINGS_FILE).read_bytes()).hexdigest()[:16]


def change(classroom: Classroom, changes: Mapping[str, Any], seen: str | None = None) -> Classroom:
    """Change rules of the course; return the classroom with the new ones.

    `changes` are keys of `passerelles.yml`; `seen` is the `version` they were chosen on.
    Raises `Refusal`: a value that cannot be, somebody else's change meanwhile, a disk or
    a gradebook that cannot be written. Either everything is changed or nothing.
    """
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"not for a page to change: {sorted(unknown)}")
    path = classroom.root / SETTINGS_FILE
    with locked(classroom.lock("settings"), WAIT_SECONDS):
        if seen is not None and seen != version(classroom):
            raise _changed_meanwhile()
        before = path.read_text(encoding="utf-8")
        text = before
        for key, value in changes.items():
            text = _with(text, key, value)
        wanted = parse_settings(text)
        if any(getattr(wanted, key) != value for key, value in changes.items()):
            raise _unwritable()
        write_file(path, text.encode())
        after = Classroom(classroom.root, read_settings(path))
        try:
            _enter(after, classroom.settings)
        except BaseException:
            write_file(path, before.encode())
            raise
    return after


def extend(classroom: Classroom, exercise_id: str, student: str, due: datetime | None) -> Classroom:
    """Give a learner a deadline of their own (None: everybody's again); return the classroom.

    Raises `Refusal`: an exercise without a deadline, one that is not later, a bad name.
    """
    exercise, name = classroom.check_exercise(exercise_id), student_name(student)
    base = read_settings(classroom.root / SETTINGS_FILE).due(exercise)
    if due is not None and base is None:
        raise Refusal(
            "Cet exercice n’a pas de date limite ; fixez-en une avant d’accorder un délai.",
            "This exercise has no deadline; set one before granting an extension.",
        )
    if due is not None and base is not None and due <= base:
        raise Refusal(
            "Ce délai ne va pas au-delà de la date limite de l’exercice ; choisissez une date "
            "plus tardive.",
            "This extension does not go beyond the deadline of the exercise; choose a later date.",
        )
    written = None if due is None else due.isoformat()
    return _grant(classroom, "deadlines", exercise, name, written)


def grant_attempts(classroom: Classroom, exercise_id: str, student: str, further: int) -> Classroom:
    """Grant a learner further attempts at an exercise, 0 for none; return the classroom."""
    exercise, name = classroom.check_exercise(exercise_id), student_name(student)
    if not 0 <= further <= MOST_ATTEMPTS:
        raise Refusal(
            f"Les remises en plus vont de 0 à {MOST_ATTEMPTS} ; corrigez ce nombre.",
            f"Further attempts run from 0 to {MOST_ATTEMPTS}; correct this number.",
        )
    return _grant(classroom, "attempts", exercise, name, further or None)


def _grant(classroom: Classroom, kind: str, exercise: str, student: str, value: Any) -> Classroom:
    path = classroom.root / EXTENSIONS_FILE
    with locked(classroom.lock("settings"), WAIT_SECONDS):
        held = read_extensions(path)
        table = {one: dict(granted) for one, granted in getattr(held, kind).items()}
        table.setdefault(exercise, {}).pop(student, None)
        if value is not None:
            table[exercise][student] = value
        table = {one: granted for one, granted in sorted(table.items()) if granted}
        wanted = {"deadlines": held.deadlines, "attempts": held.attempts, kind: table}
        before = path.read_bytes() if path.is_file() else None
        _write(classroom, Extensions(VERSION, **cast("dict[str, Any]", wanted)))
        after = Classroom(classroom.root, read_settings(classroom.root / SETTINGS_FILE))
        try:
            _enter(after, None, {exercise})
        except BaseException:
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_file(path, before)
            raise
    return after


def _write(classroom: Classroom, wanted: Extensions) -> None:
    plain = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    body = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    write_file(classroom.root / EXTENSIONS_FILE, (EXTENSIONS_HEAD + body).encode())


def _enter(classroom: Classroom, before: Settings | None, only: set[str] | None = None) -> None:
    """Enter the dates in nbgrader's gradebook; a date taken away is taken away there too."""
    with opened(classroom) as book:
        changed = False
        for exercise in classroom.exercises():
            if only is None or exercise in only:
                had = before is not None and before.due(exercise) is not None
                changed |= enter(book, classroom.settings, exercise, clear=had)
        if changed:
            book.db.commit()


def _with(text: str, key: str, value: Any) -> str:
    """Return `passerelles.yml` with one key changed, its comment and all else as it was."""
    line = f"{key}: {_yaml(value)}\n"
    found = re.compile(rf"^{key}:.*\n?(?:[ \t]+\S.*\n?|- .*\n?)*", re.MULTILINE)
    if found.search(text):
        return found.sub(lambda _: line, text, count=1)
    lines = SETTINGS_TEXT.format(language="fr").splitlines()
    at = next(n for n, one in enumerate(lines) if one.startswith(f"{key}:"))
    return f"{text.rstrip()}\n{lines[at - 1]}\n{line}"


def _yaml(value: Any) -> str:
    """Write a value on one line: JSON is YAML."""
    return value if _bare(value) else json.dumps(value, ensure_ascii=False)


def _bare(value: Any) -> bool:
    """Tell whether a text needs no quotes."""
    return isinstance(value, str) and re.fullmatch(r"[a-z]{3,20}", value) is not None


def _changed_meanwhile() -> Refusal:
    return Refusal(
        "Quelqu’un d’autre vient de changer ces règles ; relisez-les, puis recommencez.",
        "Somebody else has just changed these rules; read them again, then try again.",
    )


def _unwritable() -> Refusal:
    return Refusal(
        f"{SETTINGS_FILE} est écrit d’une façon qui ne se laisse pas modifier d’ici ; changez-le "
        "dans un éditeur de texte.",
        f"{SETTINGS_FILE} is written in a way that cannot be changed from here; edit it in a text "
        "editor.",
    )
