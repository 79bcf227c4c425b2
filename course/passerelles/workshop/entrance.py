"""What the room's pages need at hand: the room, its doors, who has guessed wrong, its addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from passerelles.library.text import Language
from passerelles.workshop.doors import Doors, Tries
from passerelles.workshop.workspaces import Workspaces


@dataclass
class Entrance:
    """The way into one room; `addresses` are what people type, the likeliest first."""

    room: Any
    doors: Doors
    workspaces: Workspaces
    language: Language | None = None
    addresses: tuple[str, ...] = ()
    codes: Tries = field(default_factory=Tries)
    words: Tries = field(default_factory=Tries)
    passwords: Tries = field(default_factory=lambda: Tries(free=5))

    @property
    def invitation(self) -> str:
        """The address the QR code holds: the door, with the code filled in."""
        first = self.addresses[0] if self.addresses else "http://127.0.0.1/"
        return f"{first}?code={self.doors.code}"
