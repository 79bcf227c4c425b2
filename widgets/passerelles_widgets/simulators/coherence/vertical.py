"""Vertical alignment: how the partnership agrees with the texts of the four levels.

Each text of a level t scores s from −3 (forbids) to +3 (cannot do without it). The level’s
alignment is v_t = (mean s + 3) / 6, from 0 to 1; a level nobody has looked at counts 0, since
what is not known is not aligned. The whole is the mean of the four.

Source: the four levels, guide 3.1.3 and annexe 1 (the local level belongs among them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TIERS: Final = ("local", "regional", "national", "international")
SCALE: Final = 3


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, plan or agenda of one level, and its score from −3 to +3."""

    name: str
    tier: str
    score: int


@dataclass(frozen=True, slots=True)
class Tier:
    """One level: its texts, its mean score (None without a text) and alignment (0 to 1)."""

    id: str
    instruments: tuple[Instrument, ...]
    mean: float | None
    alignment: float


def tiers(instruments: Sequence[Instrument]) -> tuple[Tier, ...]:
    """Return the four levels, from the local to the international."""
    return tuple(
        _tier(name, tuple(item for item in instruments if item.tier == name)) for name in TIERS
    )


def _tier(name: str, own: tuple[Instrument, ...]) -> Tier:
    if not own:
        return Tier(name, (), None, 0.0)
    mean = sum(item.score for item in own) / len(own)
    return Tier(name, own, mean, (mean + SCALE) / (2 * SCALE))


def alignment(levels: Sequence[Tier]) -> float:
    """Return the mean alignment of the four levels, 0 to 1."""
    return sum(level.alignment for level in levels) / len(TIERS)
