"""What the portal was started with: workspace, classroom, language."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from passerelles.desk.addresses import TOKEN, DeskAddress, addresses
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles_widgets.session import TEAM_VARIABLE

WORKSPACE: Final = "PASSERELLES_WORKSPACE"
CLASSROOM: Final = "PASSERELLES_CLASSROOM"
LANGUAGE: Final = "PASSERELLES_LANGUAGE"


@dataclass(frozen=True, slots=True)
class InRoom:
    """What a page says of whoever is in a training room: name, team's name, personal word.

    `trainer` is whoever leads the room; somebody not yet let in has no name. `scripts` are the
    room's own, by plain name.
    """

    name: str = ""
    team: str = ""
    word: str = ""
    trainer: bool = False
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the learner's files are, where work is handed in, and the language to begin with.

    `shared` is the folder of a team's dossier and scenarios; `room` stands in a training room only.
    `desks` are those of the learner's courses on a hub, `token` what the hub gave to call them;
    no kernel needs either.
    """

    workspace: Path
    classroom: Path | None = None
    language: Language | None = None
    shared: Path | None = None
    room: InRoom | None = None
    desks: tuple[DeskAddress, ...] = ()
    token: str = field(default="", repr=False)

    def open_workspace(self) -> Workspace:
        """Open the workspace; raise `Refusal` when it is missing or cannot be written."""
        return Workspace.open(self.workspace, self.shared)

    def to_environment(self) -> dict[str, str]:
        """Return the environment that hands these settings to a server or a kernel."""
        made = {WORKSPACE: str(self.workspace)}
        if self.classroom:
            made[CLASSROOM] = str(self.classroom)
        if self.language:
            made[LANGUAGE] = self.language
        if self.shared:
            made[TEAM_VARIABLE] = str(self.shared)
        return made


def from_environment(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; the server's root is the workspace unless said otherwise."""
    env = os.environ if environment is None else environment
    classroom = env.get(CLASSROOM)
    return Settings(
        workspace=Path(env.get(WORKSPACE) or root).resolve(),
        classroom=Path(classroom).resolve() if classroom else None,
        language=language_of(env[LANGUAGE]) if env.get(LANGUAGE) else None,
        desks=addresses(env),
        token=env.get(TOKEN, ""),
    )


def language_of(code: str) -> Language:
    """Return `code` as a language of the course; raise `Refusal` for another."""
    for language in LANGUAGES:
        if code == language:
            return language
    raise Refusal(
        f"La langue « {code} » n’est pas proposée ; choisissez fr ou en.",
        f"The language “{code}” is not offered; choose fr or en.",
    )


def preferred(accept: str, default: Language) -> Language:
    """Choose a language from an `Accept-Language` header; `default` when none is stated.

    Quality values are honoured (RFC 9110, 12.5.4); the first of equals wins.
    """
    wanted: list[tuple[float, Language]] = []
    for part in accept.split(","):
        code, _, parameters = part.strip().partition(";")
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                continue
        primary = code.strip().lower().split("-")[0]
        wanted += [(quality, language) for language in LANGUAGES if language == primary]
    wanted = [choice for choice in wanted if choice[0] > 0]
    return max(wanted, key=lambda choice: choice[0])[1] if wanted else default
