"""The territory’s own data on migration, drawn as a profile with its gaps.

Each figure belongs to one of the ten families of guide 3.1.1 and carries its year, source,
quality and breakdowns. `families` states how a family’s worth, state and the profile’s
completeness are measured. A figure is stale when it is older than the age allowed, and
undivided when it has none of the breakdowns wanted. Rows without a label are left out and
counted in `unnamed`. Of the family chosen, the figures drawn side by side are those in its
most common unit (the first one met when equal).

Units: each figure keeps its own; worths and shares from 0 to 1; ages in years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.profile.families import (
    BREAKDOWNS,
    Entry,
    Family,
    Yardstick,
    completeness,
    families,
)
from passerelles_widgets.simulators.profile.prefill import prefill

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner’s figures and what they are measured against."""

    entries: tuple[Entry, ...]
    unnamed: int
    yardstick: Yardstick
    shown: str

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = [row for row in values["figures"] if row["label"]]
        return cls(
            entries=tuple(_entry(row) for row in rows),
            unnamed=len(values["figures"]) - len(rows),
            yardstick=Yardstick(
                year=values["year"],
                stale_after=values["stale_after"],
                qualities={
                    "official": 1.0,
                    "estimate": values["worth_estimate"] / 100,
                    "testimony": values["worth_testimony"] / 100,
                },
                wanted=tuple(values["wanted"]),
                breakdown_weight=values["breakdown_weight"] / 100,
                sound_from=values["sound_from"] / 100,
            ),
            shown=values["shown"],
        )


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        family=row["family"],
        label=row["label"],
        value=row["value"],
        unit=row["unit"],
        year=row["year"],
        source=row["source"],
        quality=row["quality"],
        breakdown=tuple(part for part in BREAKDOWNS if row[part]),
    )


@dataclass(frozen=True, slots=True)
class Result:
    """The ten families as they stand."""

    families: tuple[Family, ...]
    entries: tuple[Entry, ...]
    drawn: tuple[Entry, ...]
    unit: str
    shown: str
    wanted: tuple[str, ...]
    unnamed: int
    sourceless: int
    future: int
    year: int
    fresh_from: float
    sound_from: float
    completeness: float
    documented: int
    sound: int
    stale: int
    undivided: int

    def in_state(self, state: str) -> tuple[Family, ...]:
        """Return the families in a state, in the guide’s order."""
        return tuple(family for family in self.families if family.state == state)

    def of_quality(self, quality: str) -> tuple[Entry, ...]:
        """Return the figures of a quality."""
        return tuple(entry for entry in self.entries if entry.quality == quality)


def run(scenario: Scenario) -> Result:
    """Measure every family and pick the figures to draw side by side."""
    yardstick = scenario.yardstick
    entries = scenario.entries
    found = families(entries, yardstick)
    oldest = yardstick.year - yardstick.stale_after
    own = [entry for entry in entries if entry.family == scenario.shown]
    counted = Counter(entry.unit for entry in own).most_common(1)
    unit = counted[0][0] if counted else ""
    return Result(
        families=found,
        entries=entries,
        drawn=tuple(entry for entry in own if entry.unit == unit),
        unit=unit,
        shown=scenario.shown,
        wanted=yardstick.wanted,
        unnamed=scenario.unnamed,
        sourceless=sum(1 for entry in entries if not entry.source),
        future=sum(1 for entry in entries if entry.year > yardstick.year),
        year=yardstick.year,
        fresh_from=oldest,
        sound_from=yardstick.sound_from,
        completeness=completeness(found),
        documented=sum(1 for family in found if family.entries),
        sound=sum(1 for family in found if family.state == "sound"),
        stale=sum(1 for entry in entries if entry.year < oldest),
        undivided=sum(1 for entry in entries if _undivided(entry, yardstick.wanted)),
    )


def _undivided(entry: Entry, wanted: tuple[str, ...]) -> bool:
    return bool(wanted) and not set(wanted) & set(entry.breakdown)


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier’s `territory-profile` section."""
    return {
        "territory-profile": {
            "figures": [
                {
                    "family": entry.family,
                    "label": entry.label,
                    "value": entry.value,
                    "unit": entry.unit,
                    "year": entry.year,
                    "source": entry.source,
                    "quality": entry.quality,
                    "breakdown": list(entry.breakdown),
                }
                for entry in scenario.entries
            ],
            "families": {family.id: family.state for family in result.families},
            "completeness": result.completeness,
        }
    }
