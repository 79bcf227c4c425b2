"""How well each of the ten families of data is documented.

A figure’s worth, from 0 to 1: w = q f ((1 − b) + b d), with

* q the worth of its quality (official 1, estimate and testimony less);
* f its freshness: 1 up to a years old, then falling in a straight line to 0 at 3 a;
* d the share of the breakdowns wanted that it has (1 when none is wanted), b their weight.

A family is worth its best figure, 0 without any. It is sound from the threshold s on, weak
below, missing without a figure. Completeness is the mean worth of the ten families.

Sources: the ten families and the breakdowns by sex, age, place and group, guide 3.1.1; the
measure is this course’s own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FAMILIES: Final = (
    "countries",
    "regions-and-cities",
    "employment",
    "businesses",
    "associations",
    "education",
    "health",
    "social-programmes",
    "remittances",
    "savings",
)
QUALITIES: Final = ("official", "estimate", "testimony")
BREAKDOWNS: Final = ("sex", "age", "place", "group")
STATES: Final = ("sound", "weak", "missing")
_FORGOTTEN: Final = 3  # times the age from which a figure starts losing its worth


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the territory, in its own unit."""

    family: str
    label: str
    value: float
    unit: str
    year: int
    source: str
    quality: str
    breakdown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What figures are measured against: shares from 0 to 1, ages in years."""

    year: int
    stale_after: float
    qualities: Mapping[str, float]
    wanted: tuple[str, ...]
    breakdown_weight: float
    sound_from: float


@dataclass(frozen=True, slots=True)
class Family:
    """A family of data: its figures, its worth (0 to 1) and what it still lacks.

    `latest` is the most recent year and `lacking` the breakdowns wanted that no figure
    of the family has.
    """

    id: str
    entries: tuple[Entry, ...]
    worth: float
    state: str
    latest: int | None
    quality: str | None
    lacking: tuple[str, ...]


def freshness(year: int, yardstick: Yardstick) -> float:
    """Return f; a year still to come counts as fresh."""
    age = yardstick.year - year
    if age <= yardstick.stale_after:
        return 1.0
    end = _FORGOTTEN * yardstick.stale_after
    return max(0.0, (end - age) / (end - yardstick.stale_after))


def worth(entry: Entry, yardstick: Yardstick) -> float:
    """Return w for one figure."""
    wanted = yardstick.wanted
    share = sum(1 for name in wanted if name in entry.breakdown) / len(wanted) if wanted else 1.0
    weight = yardstick.breakdown_weight
    kept = (1 - weight) + weight * share
    return yardstick.qualities[entry.quality] * freshness(entry.year, yardstick) * kept


def families(entries: Sequence[Entry], yardstick: Yardstick) -> tuple[Family, ...]:
    """Return the ten families in the guide’s order."""
    return tuple(
        _family(name, tuple(entry for entry in entries if entry.family == name), yardstick)
        for name in FAMILIES
    )


def _family(name: str, own: tuple[Entry, ...], yardstick: Yardstick) -> Family:
    if not own:
        return Family(name, (), 0.0, "missing", None, None, yardstick.wanted)
    best = max(worth(entry, yardstick) for entry in own)
    found = {part for entry in own for part in entry.breakdown}
    return Family(
        id=name,
        entries=own,
        worth=best,
        state="sound" if best >= yardstick.sound_from else "weak",
        latest=max(entry.year for entry in own),
        quality=min((entry.quality for entry in own), key=QUALITIES.index),
        lacking=tuple(part for part in yardstick.wanted if part not in found),
    )


def completeness(found: Sequence[Family]) -> float:
    """Return the mean worth of the ten families."""
    return math.fsum(family.worth for family in found) / len(FAMILIES)
