"""Practices close to a choice: those that share its sectors and its kind of initiative.

A practice scores 2 for each chosen sector it belongs to and 1 for the kind of initiative;
practices of none of the chosen sectors are left out. The highest score comes first, then the
order of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SECTOR_POINTS: Final = 2


@dataclass(frozen=True, slots=True)
class Practice:
    """What matching needs of a practice: its sectors and kinds of initiative, by id."""

    id: str
    sectors: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A practice with what it shares with the choice."""

    practice: Practice
    sectors: tuple[str, ...]
    same_kind: bool

    @property
    def score(self) -> int:
        """How close it is: 2 points a sector, 1 for the kind."""
        return SECTOR_POINTS * len(self.sectors) + self.same_kind


def matches(
    practices: Iterable[Practice], sectors: Sequence[str], kind: str, most: int
) -> tuple[Match, ...]:
    """Return at most `most` practices of the chosen sectors, the closest first."""
    found = [
        Match(
            practice,
            tuple(sector for sector in sectors if sector in practice.sectors),
            kind in practice.kinds,
        )
        for practice in practices
    ]
    close = [match for match in found if match.sectors]
    return tuple(sorted(close, key=lambda match: -match.score)[:most])
