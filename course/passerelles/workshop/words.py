"""Personal words: two short words that bring somebody back to their place.

They guard a place in a room for a day, where everyone sees everyone: about 25,000 pairs, and a
few tries only (`Tries`). Upper and lower case, accents and hyphens do not count.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml
from passerelles.library.text import Language
from passerelles.workshop import door

_TRIES: Final = 6
_PAUSE: Final = 300.0


@cache
def _words(language: Language) -> tuple[str, ...]:
    text = resources.files("passerelles.workshop").joinpath("words.yml").read_text("utf-8")
    return tuple(str(parse_yaml(text, "words.yml")[language]).split())


def draw(language: Language, taken: Collection[str]) -> str:
    """Draw a word nobody in the room has."""
    words = _words(language)
    while True:
        first, second = secrets.choice(words), secrets.choice(words)
        found = f"{first}-{second}"
        if first != second and found not in taken:
            return found


def same(given: str, kept: str) -> bool:
    """Tell whether two words are the same, in a time that says nothing about the answer."""
    return hmac.compare_digest(door.alike(given).encode(), door.alike(kept).encode())


class Tries:
    """How often somebody may try a word for one name: six times, then five minutes' rest.

    Kept in memory: a laptop that starts again forgives.
    """

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, float]] = {}

    def check(self, name: str, now: float) -> None:
        """Raise `Refusal` when this name was tried too often."""
        count, last = self._wrong.get(name, (0, 0.0))
        if count >= _TRIES and now - last < _PAUSE:
            raise Refusal(
                "Trop d’essais pour ce nom ; attendez cinq minutes, ou demandez un nouveau mot à "
                "la formatrice ou au formateur.",
                "Too many tries for this name; wait five minutes, or ask the trainer for another "
                "word.",
            )

    def wrong(self, name: str, now: float) -> None:
        """Count a wrong word."""
        count, last = self._wrong.get(name, (0, 0.0))
        if now - last >= _PAUSE:
            count = 0
        if len(self._wrong) > 1000:  # noqa: PLR2004 - a flood of invented names
            self._wrong.clear()
        self._wrong[name] = (count + 1, now)

    def right(self, name: str) -> None:
        """Forget the wrong ones."""
        self._wrong.pop(name, None)
