"""A classroom's settings (`passerelles.yml`) and the places inside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from passerelles.grading.sandbox.limits import Limits
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure
from passerelles.library.text import Language

VERSION: Final = 1
SETTINGS_FILE: Final = "passerelles.yml"
NBGRADER_FILE: Final = "nbgrader_config.py"

SETTINGS_TEXT: Final = """\
# Réglages de cette classe / Settings of this classroom
version: 1
# Langue des cahiers corrigés / language of the graded notebooks (fr, en)
language: {language}
# Nombre de remises par exercice / attempts at each exercise (0: sans limite / no limit)
attempts: 2
# Celle qui compte / the one that counts (best, last)
counts: best
# Résultats montrés / results shown: automatic (tout de suite / at once), manual
feedback: automatic
# Date limite / deadline, e.g. "2026-01-31T18:00:00+01:00"
deadline: null
# Par exercice / by exercise, e.g. {{e3-governance: "2026-01-31T18:00:00+01:00"}}
deadlines: {{}}
# Code d’un cahier / code of one notebook: secondes / seconds, Mio / MiB, processus / processes
limits: {{seconds: 300, megabytes: 512, processes: 64, files: 64}}
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the instructor decides. Times are ISO 8601; without an offset, the machine's own zone.

    `attempts` 0 means no limit; `feedback` `manual` hides results until it is set back.
    """

    version: int
    language: Language = "fr"
    attempts: int = 2
    counts: Literal["best", "last"] = "best"
    feedback: Literal["automatic", "manual"] = "automatic"
    deadline: str | None = None
    deadlines: dict[str, str] | None = None
    limits: Limits | None = None

    def __post_init__(self) -> None:
        if self.attempts < 0:
            raise ValueError("attempts must be 0 or more")
        for written in [self.deadline, *(self.deadlines or {}).values()]:
            _moment(written)

    def due(self, exercise_id: str) -> datetime | None:
        """Return the deadline of an exercise in UTC, if it has one."""
        return _moment((self.deadlines or {}).get(exercise_id, self.deadline))


@dataclass(frozen=True, slots=True)
class Classroom:
    """An instructor's course directory, checked and open."""

    root: Path
    settings: Settings

    @property
    def directory(self) -> Path:
        """Return the classroom's folder."""
        return self.root

    @property
    def database(self) -> Path:
        """Return nbgrader's gradebook (SQLite)."""
        return self.root / "gradebook.db"

    @property
    def staging(self) -> Path:
        """Return where folders are made before they are put in place."""
        return self.root / ".staging"

    def lock(self, name: str) -> Path:
        """Return the lock file for one kind of work: `grade` or `submit`."""
        return self.root / ".locks" / f"{name}.lock"

    def source(self, exercise_id: str) -> Path:
        """Return the instructor's notebook of an exercise."""
        return self.root / "source" / exercise_id / f"{exercise_id}.ipynb"

    def release(self, exercise_id: str) -> Path:
        """Return the learners' notebook of an exercise."""
        return self.root / "release" / exercise_id / f"{exercise_id}.ipynb"

    def questions(self, exercise_id: str) -> Path:
        """Return the questions with their keys, outside nbgrader's own folders."""
        return self.root / "questions" / f"{exercise_id}.json"

    def submitted(self, student: str, exercise_id: str) -> Path:
        """Return the submission that nbgrader grades."""
        return self.root / "submitted" / student / exercise_id

    def autograded(self, student: str, exercise_id: str) -> Path:
        """Return what grading leaves for the formgrader."""
        return self.root / "autograded" / student / exercise_id

    def attempts(self, student: str, exercise_id: str) -> Path:
        """Return the folder of a student's attempts, numbered from 1."""
        return self.root / "attempts" / student / exercise_id

    def exercises(self) -> tuple[str, ...]:
        """Return the ids of the exercises of this classroom, in order."""
        return tuple(sorted(path.stem for path in (self.root / "questions").glob("*.json")))

    def check_exercise(self, exercise_id: str) -> str:
        """Return `exercise_id` if this classroom has it; raise `Refusal`."""
        known = self.exercises()
        if exercise_id in known:
            return exercise_id
        listed = ", ".join(known) or "–"
        raise Refusal(
            f"Cette classe n’a pas l’exercice {ascii(exercise_id)[:60]} ; choisissez parmi : "
            f"{listed}.",
            f"This classroom has no exercise {ascii(exercise_id)[:60]}; choose one of: {listed}.",
        )


def read_settings(path: Path) -> Settings:
    """Read `passerelles.yml`; raise `Refusal` when it is faulty or of a newer version."""
    try:
        data = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise Refusal(
            f"{path.name} n’est pas du texte UTF-8 ; restaurez-le d’une sauvegarde.",
            f"{path.name} is not UTF-8 text; restore it from a backup.",
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("version"), int):
        raise Refusal(
            f"{path.name} ne dit pas sa version ; restaurez-le d’une sauvegarde.",
            f"{path.name} does not state its version; restore it from a backup.",
        )
    if data["version"] > VERSION:
        raise Refusal(
            "Cette classe a été faite par une version plus récente du cours ; mettez le cours à "
            "jour pour l’ouvrir : rien n’a été touché.",
            "This classroom was made by a newer version of the course; update the course to "
            "open it: nothing has been touched.",
        )
    data["deadline"] = _written(data.get("deadline"))
    if isinstance(data.get("deadlines"), dict):
        data["deadlines"] = {key: _written(one) for key, one in data["deadlines"].items()}
    return structure(data, Settings, path.name)


def _written(value: Any) -> Any:
    """YAML reads an unquoted time as a time: take it back to text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)
