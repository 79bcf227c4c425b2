"""The platform: who sits on it, how concentrated it is, how it lives up to four principles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

GROUPS: Final = (
    "authorities",
    "public-institutions",
    "civil-society",
    "diaspora",
    "private-sector",
    "knowledge",
)
NON_GOVERNMENTAL: Final = ("civil-society", "diaspora", "private-sector", "knowledge")
MIGRANTS: Final = "diaspora"


def seats_by_group(held: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up seats given as (group, seats); every group has an entry."""
    seats = dict.fromkeys(GROUPS, 0)
    for group, count in held:
        seats[group] += count
    return seats


def shares(seats: Mapping[str, int]) -> dict[str, float]:
    """Return each group's share of the seats (0 to 1); all 0 when there is no seat."""
    total = sum(seats.values())
    return {group: count / total if total else 0.0 for group, count in seats.items()}


def herfindahl(seats: Mapping[str, int]) -> float:
    """Return the sum of squared shares, from 1/6 to 1 (1 when there is no seat: the worst)."""
    total = sum(seats.values())
    return sum((count / total) ** 2 for count in seats.values()) if total else 1.0


def effective_groups(seats: Mapping[str, int]) -> float:
    """Return how many groups of equal size would be as concentrated; 0 when there is no seat."""
    return 1 / herfindahl(seats) if any(seats.values()) else 0.0


def dominance(seats: Mapping[str, int]) -> float:
    """Return the largest group's share of the seats (1 when there is no seat: the worst)."""
    return max(shares(seats).values()) if any(seats.values()) else 1.0


def accessible(seats: Mapping[str, int], access: Iterable[bool], weight: float) -> float:
    """Return (1 − w)·(groups with a seat / 6) + w·(share of access measures taken), 0 to 1."""
    measures = list(access)
    present = sum(1 for count in seats.values() if count) / len(GROUPS)
    return min(1.0, (1 - weight) * present + weight * sum(measures) / len(measures))


def balanced(largest: float, threshold: float) -> float:
    """Return 1 up to the threshold, then (1 − d)/(1 − t), which reaches 0 for a group alone."""
    return 1.0 if largest <= threshold else (1 - largest) / (1 - threshold)


def independent(seats: Mapping[str, int], freedoms: tuple[float, ...], target: float) -> float:
    """Return min(1, s/target) · mean(freedoms), where s is the non-governmental share of seats.

    `freedoms` say from 0 to 1 how freely members are appointed, the platform
    chaired and its organisations funded. With no non-governmental seat: 0.
    """
    share = shares(seats)
    voice = min(1.0, sum(share[group] for group in NON_GOVERNMENTAL) / target)
    return min(1.0, voice * sum(freedoms) / len(freedoms))


def transparent(measures: tuple[float, ...]) -> float:
    """Return the mean of the measures taken, each from 0 (not at all) to 1 (fully)."""
    return sum(measures) / len(measures)
