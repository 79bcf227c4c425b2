"""What single learners were granted (`extensions.yml`): a later deadline, further attempts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from passerelles.grading.names import student_name
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure

VERSION: Final = 1
EXTENSIONS_FILE: Final = "extensions.yml"
EXTENSIONS_HEAD: Final = """\
# Délais et remises accordés à une personne / deadlines and attempts granted to one learner.
# deadlines: {e3-governance: {ana: "2026-02-07T18:00:00+01:00"}}
# attempts (en plus / further ones): {e3-governance: {ana: 1}}
"""
MOST_ATTEMPTS: Final = 100
"""Attempts, planned or granted: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Extensions:
    """By exercise and learner: a deadline of their own (ISO 8601), attempts beyond the planned."""

    version: int = VERSION
    deadlines: dict[str, dict[str, str]] = field(default_factory=dict)
    attempts: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for granted in self.deadlines.values():
            for student, written in granted.items():
                _check_name(student)
                moment_of(written)
        for counted in self.attempts.values():
            for student, count in counted.items():
                _check_name(student)
                if not 1 <= count <= MOST_ATTEMPTS:
                    raise ValueError(f"further attempts run from 1 to {MOST_ATTEMPTS}")

    def deadline(self, exercise_id: str, student: str) -> datetime | None:
        """Return a learner's own deadline in UTC, if they were granted one."""
        return moment_of(self.deadlines.get(exercise_id, {}).get(student))

    def further(self, exercise_id: str, student: str) -> int:
        """Return how many attempts a learner was granted beyond the planned ones."""
        return self.attempts.get(exercise_id, {}).get(student, 0)


def moment_of(written: str | None) -> datetime | None:
    """Return an ISO 8601 time in UTC; without an offset it is in the machine's own zone."""
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)


def as_text(value: Any) -> Any:
    """YAML reads an unquoted time as a time: take it back to text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def read_extensions(path: Path) -> Extensions:
    """Read `extensions.yml`, nothing granted where there is none; raise `Refusal`."""
    try:
        data = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        return Extensions()
    except (UnicodeDecodeError, OSError) as error:
        raise _unreadable(path) from error
    if not isinstance(data, dict) or type(data.get("version")) is not int:
        raise _unreadable(path)
    if data["version"] > VERSION:
        raise Refusal(
            f"{path.name} a été écrit par une version plus récente du cours ; mettez le cours à "
            "jour : rien n’a été touché.",
            f"{path.name} was written by a newer version of the course; update the course: "
            "nothing has been touched.",
        )
    if isinstance(data.get("deadlines"), dict):
        data["deadlines"] = {
            exercise: {who: as_text(when) for who, when in granted.items()}
            if isinstance(granted, dict)
            else granted
            for exercise, granted in data["deadlines"].items()
        }
    return structure(data, Extensions, path.name)


def _check_name(student: str) -> None:
    try:
        same = student_name(student) == student
    except Refusal as refusal:
        raise ValueError(refusal.text.en) from refusal
    if not same:
        raise ValueError(f"{ascii(student)[:60]} is not written as the gradebook writes names")


def _unreadable(path: Path) -> Refusal:
    return Refusal(
        f"{path.name} ne se lit pas ou ne dit pas sa version ; restaurez-le d’une sauvegarde.",
        f"{path.name} cannot be read or does not state its version; restore it from a backup.",
    )
