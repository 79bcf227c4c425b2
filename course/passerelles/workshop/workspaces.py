"""Whose folder is whose: a participant's own, the team's shared one, the trainer's.

FOLDER/people/<id>/   answers and progress, nobody else's
FOLDER/teams/<id>/    the team's dossier and scenarios
FOLDER/trainer/       what the trainer tries out at the projector
FOLDER/empty/         where Jupyter's machinery believes its files are
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.portal.settings import InRoom, Settings
from passerelles.workshop.doors import TRAINER

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
KINDS: Final = ("people", "teams", "trainer", "empty", "archive")


def make_folders(folder: Path) -> None:
    """Make the room's folder and those in it; raise `Refusal` when that cannot be done."""
    try:
        folder.mkdir(exist_ok=True)
        for kind in KINDS:
            (folder / kind).mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise Refusal(
            f"« {folder.parent} » n’existe pas ; créez ce répertoire ou choisissez-en un autre "
            "avec --dir.",
            f"“{folder.parent}” does not exist; create this folder or choose another with --dir.",
        ) from error
    except OSError as error:
        raise Refusal(
            f"« {folder} » ne peut pas recevoir l’atelier ; choisissez un autre répertoire avec "
            "--dir.",
            f"“{folder}” cannot hold the workshop; choose another folder with --dir.",
        ) from error


class Workspaces:
    """The settings of each person's pages; called with the user a request belongs to."""

    def __init__(self, folder: Path, room: Any, scripts: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.room = room
        self.scripts = scripts

    def __call__(self, user: Any) -> Settings:
        """Return the settings for a user's pages; for nobody, ones that lead nowhere."""
        person = user.username if user is not None else None
        if person == TRAINER:
            return Settings(
                self.folder / "trainer", room=InRoom(trainer=True, scripts=self.scripts)
            )
        found = self.participant(person)
        if found is None:
            return Settings(self.folder / "empty", room=InRoom(scripts=self.scripts))
        return Settings(
            self.folder / "people" / _safe(found.id),
            shared=self.team_folder(found.team),
            room=InRoom(found.name, self.team_name(found.team), found.word, scripts=self.scripts),
        )

    def team_folder(self, team: str | None) -> Path | None:
        """Return the folder a team shares, None for who is in no team."""
        return self.folder / "teams" / _safe(team) if team else None

    def participant(self, person: str | None) -> Any:
        """Return a participant as the room knows them, None for anybody else."""
        if person is None or person == TRAINER:
            return None
        try:
            return self.room.participant(person)
        except Refusal:
            return None

    def team_of(self, person: str) -> str | None:
        """Return the team somebody is in now."""
        found = self.participant(person)
        return found.team if found is not None else None

    def team_name(self, team: str | None) -> str:
        """Return a team's name as its members gave it, empty for none."""
        return next((one.name for one in self.room.state.standing() if one.id == team), "")


def _safe(name: str) -> str:
    """Return an id that names a folder; the room makes them, so another is a fault of ours."""
    if not _ID.fullmatch(name):
        raise ValueError(name)
    return name
