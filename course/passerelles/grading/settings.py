"""A classroom's settings (`passerelles.yml`) and the places inside it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Final, Literal

from passerelles.grading.extensions import (
    EXTENSIONS_FILE,
    MOST_ATTEMPTS,
    Extensions,
    as_text,
    moment_of,
    read_extensions,
)
from passerelles.grading.sandbox.limits import Limits
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml, structure
from passerelles.library.text import Language

VERSION: Final = 1
SETTINGS_FILE: Final = "passerelles.yml"
NBGRADER_FILE: Final = "nbgrader_config.py"
LATE_PLUGIN: Final = "passerelles.grading.late.LatePenalty"
"""What nbgrader asks about late work."""
_DAY: Final = 86_400

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
# Remises en retard / late work: accept (acceptées / taken), refuse, penalty (points en moins / off)
late: accept
# En % des points de l’exercice par jour entamé / in % of the exercise’s points a day begun
penalty_percent: 10
# Code d’un cahier / code of one notebook: secondes / seconds, Mio / MiB, processus / processes
limits: {{seconds: 300, megabytes: 512, processes: 64, files: 64}}
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the instructor decides. Times are ISO 8601; without an offset, the machine's own zone.

    `attempts` 0 means no limit; `feedback` `manual` hides results until it is set back.
    `late` `penalty` takes `penalty_percent` of the exercise's points for each day begun
    after the deadline. `extensions`, from a file of their own, are single learners'.
    """

    version: int
    language: Language = "fr"
    attempts: int = 2
    counts: Literal["best", "last"] = "best"
    feedback: Literal["automatic", "manual"] = "automatic"
    deadline: str | None = None
    deadlines: dict[str, str] | None = None
    late: Literal["accept", "refuse", "penalty"] = "accept"
    penalty_percent: float = 10.0
    limits: Limits | None = None
    extensions: Extensions | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.attempts <= MOST_ATTEMPTS:
            raise ValueError(f"attempts run from 0 to {MOST_ATTEMPTS}")
        if not 0 < self.penalty_percent <= 100:  # noqa: PLR2004 - per cent
            raise ValueError("penalty_percent is above 0 and at most 100")
        for written in [self.deadline, *(self.deadlines or {}).values()]:
            moment_of(written)

    def due(self, exercise_id: str, student: str | None = None) -> datetime | None:
        """Return the deadline of an exercise in UTC, if it has one; a learner's own if later.

        Who was granted a later date keeps it when everybody's moves: the later one holds.
        """
        due = moment_of((self.deadlines or {}).get(exercise_id, self.deadline))
        if due is None or student is None or self.extensions is None:
            return due
        granted = self.extensions.deadline(exercise_id, student)
        return due if granted is None else max(due, granted)

    def allowed(self, exercise_id: str, student: str) -> int | None:
        """Return how many attempts a learner has at an exercise, `None` when there is no limit."""
        if self.attempts == 0:
            return None
        further = self.extensions.further(exercise_id, student) if self.extensions else 0
        return self.attempts + further

    def is_late(self, exercise_id: str, student: str, moment: datetime) -> bool:
        """Tell whether work that came in at `moment` is late for this learner."""
        due = self.due(exercise_id, student)
        return due is not None and moment > due

    def penalty(self, exercise_id: str, student: str, moment: datetime, most: float) -> float:
        """Return what lateness costs in points, of an exercise of `most` points."""
        due = self.due(exercise_id, student)
        if due is None:
            return 0.0
        return self.penalty_for((moment - due).total_seconds(), most)

    def penalty_for(self, seconds_late: float, most: float) -> float:
        """Return what lateness of so many seconds costs in points, out of `most`."""
        if self.late != "penalty" or seconds_late <= 0:
            return 0.0
        return min(most, most * self.penalty_percent / 100 * ceil(seconds_late / _DAY))


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
    """Read `passerelles.yml` and the extensions beside it.

    Raises `Refusal` when either is faulty or of a newer version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(
            f"{path.name} n’est pas du texte UTF-8 ; restaurez-le d’une sauvegarde.",
            f"{path.name} is not UTF-8 text; restore it from a backup.",
        ) from error
    found = parse_settings(text, path.name)
    return replaced(found, extensions=read_extensions(path.with_name(EXTENSIONS_FILE)))


def parse_settings(text: str, name: str = SETTINGS_FILE) -> Settings:
    """Read the text of `passerelles.yml`; raise `Refusal`."""
    data = parse_yaml(text, name)
    if not isinstance(data, dict) or not isinstance(data.get("version"), int):
        raise Refusal(
            f"{name} ne dit pas sa version ; restaurez-le d’une sauvegarde.",
            f"{name} does not state its version; restore it from a backup.",
        )
    if data["version"] > VERSION:
        raise Refusal(
            "Cette classe a été faite par une version plus récente du cours ; mettez le cours à "
            "jour pour l’ouvrir : rien n’a été touché.",
            "This classroom was made by a newer version of the course; update the course to "
            "open it: nothing has been touched.",
        )
    if "extensions" in data:
        raise Refusal(
            f"Les délais accordés à une personne s’écrivent dans {EXTENSIONS_FILE} ; "
            f"déplacez-les là depuis {name}.",
            f"What single learners are granted stands in {EXTENSIONS_FILE}; move it there from "
            f"{name}.",
        )
    data["deadline"] = as_text(data.get("deadline"))
    if isinstance(data.get("deadlines"), dict):
        data["deadlines"] = {key: as_text(one) for key, one in data["deadlines"].items()}
    return structure(data, Settings, name)
