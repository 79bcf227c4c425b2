"""Paper forms being keyed in: what was typed so far, kept until it is handed in.

A draft lies beside the learner's attempts (`attempts/<student>/<exercise>/keyed.json`) and
goes with them into backups, exports and erasures. It holds what was typed, field by field,
readable as an answer or not, so that nothing typed is lost; what it comes to is worked out
when it is handed in. Afterwards it stays, with the attempt's number, for a slip to be mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import encode
from passerelles.grading.attempts import iso, now
from passerelles.grading.files import folders, locked, read_json, write_json
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import NBSP, Language

FILE: Final = "keyed.json"
SCHEMA: Final = 1
WAIT_SECONDS: Final = 20.0
MOST_FIELDS: Final = 5_000
LONGEST_NAME: Final = 200
LONGEST_FIELD: Final = 25_000
"""Characters of one field: a little more than a long text may have."""
MOST_TYPED: Final = 1_000_000
"""Characters of all fields of one paper form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One learner's paper form: `typed` by field, `attached` snapshots of a dossier by question.

    `handed` is when the learner gave the paper in (UTC, ISO 8601), None for the moment it is
    handed in here; `language` is that of the page it was typed on, `by` who typed last, and
    `saved` when; `attempt` the number under which it was handed in, None before.
    """

    exercise: str
    student: str
    handed: str | None = None
    language: Language = "fr"
    typed: dict[str, list[str]] = field(default_factory=dict)
    attached: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    saved: str = ""
    attempt: int | None = None

    @property
    def version(self) -> str:
        """Return what changes whenever what was typed does."""
        return sha256(encode({"typed": self.typed, "handed": self.handed})).hexdigest()[:16]


class Conflict(Exception):  # noqa: N818 - says what happened, as `Refusal` does
    """Somebody else saved the same paper meanwhile; the argument is what stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.version)
        self.draft = draft


def read(classroom: Classroom, exercise_id: str, student: str) -> Draft | None:
    """Return a learner's draft, None where there is none; raise `Refusal` for a damaged one."""
    path = _path(classroom, exercise_id, student)
    found = read_json(path)
    if found is None:
        return None
    found.pop("schema", None)
    draft = structure(found, Draft, FILE)
    if (draft.exercise, draft.student) != (exercise_id, student):
        raise Refusal(
            f"«{NBSP}{path}{NBSP}» est la copie d’une autre personne{NBSP}; retirez ce fichier.",
            f"“{path}” is another person’s paper; remove this file.",
        )
    return draft


def drafts(classroom: Classroom, exercise_id: str) -> tuple[Draft, ...]:
    """Return the drafts of an exercise that are not handed in yet, in the order of names."""
    found = []
    for place in folders(classroom.root / "attempts"):
        try:
            draft = read(classroom, exercise_id, place.name)
        except Refusal:
            continue  # it is told when that paper is opened
        if draft is not None and draft.attempt is None:
            found.append(draft)
    return tuple(sorted(found, key=lambda one: one.student.casefold()))


def save(classroom: Classroom, draft: Draft, version: str | None) -> Draft:
    """Keep a draft on top of `version` (None: whatever stands there); return it as kept.

    Raises `Conflict` when somebody else has saved another one since that version was read,
    and `Refusal` for more than a paper form holds.
    """
    _check(draft.typed)
    with locked(classroom.lock("submit"), WAIT_SECONDS):
        before = read(classroom, draft.exercise, draft.student)
        if before is not None and version is not None and before.version != version:
            if (before.typed, before.handed) == (draft.typed, draft.handed):
                return before  # sent twice
            raise Conflict(before)
        kept = replace(draft, saved=iso(now()))
        _write(classroom, kept)
    return kept


def handed_in(classroom: Classroom, draft: Draft, attempt: int) -> None:
    """Note that a draft was handed in as an attempt."""
    with locked(classroom.lock("submit"), WAIT_SECONDS):
        _write(classroom, replace(draft, attempt=attempt))


def discard(classroom: Classroom, exercise_id: str, student: str) -> None:
    """Take a draft away; what was handed in stays."""
    with locked(classroom.lock("submit"), WAIT_SECONDS):
        _path(classroom, exercise_id, student).unlink(missing_ok=True)


def _path(classroom: Classroom, exercise_id: str, student: str) -> Path:
    return classroom.attempts(student, exercise_id) / FILE


def _write(classroom: Classroom, draft: Draft) -> None:
    value = {
        "schema": SCHEMA,
        "exercise": draft.exercise,
        "student": draft.student,
        "handed": draft.handed,
        "language": draft.language,
        "typed": draft.typed,
        "attached": draft.attached,
        "by": draft.by,
        "saved": draft.saved,
        "attempt": draft.attempt,
    }
    write_json(_path(classroom, draft.exercise, draft.student), value)


def _check(typed: Mapping[str, list[str]]) -> None:
    lengths = [len(text) for listed in typed.values() for text in listed]
    if (
        len(lengths) > MOST_FIELDS
        or sum(lengths) > MOST_TYPED
        or any(length > LONGEST_FIELD for length in lengths)
        or any(len(name) > LONGEST_NAME for name in typed)
    ):
        raise too_long()


def too_long() -> Refusal:
    """Return the refusal of more than a paper form holds."""
    return Refusal(
        f"Cette copie est plus longue qu’une copie de papier{NBSP}: rien n’a été enregistré de "
        f"cet envoi{NBSP}; raccourcissez ses textes.",
        "This paper is longer than any paper form: nothing of what was just sent was saved; "
        "shorten its texts.",
    )
