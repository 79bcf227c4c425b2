"""What a command may know besides the state: the time, the trainer's language, the folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from passerelles.library.text import Language


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is the room's time in seconds; `folder` holds the teams' and people's workspaces."""

    now: float
    language: Language
    folder: Path
