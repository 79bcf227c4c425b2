"""Step 7: is the partnership doing what it said, for whom, who judges it, what to revise.

Progress and lights are in `progress`, what may be published in `publication`. Rows of one
name form a family: the row without a group is the total, the others its breakdown. Over
the rows with a name:

* on track = green rows / rows with a light other than grey (0 to 1).
* mean progress = mean of the progress of those rows, each bounded to 0–1.
* judged = rows with a reading and a known baseline / rows.
* hidden = families whose total has a better light than one of their groups.
* complete = rows with a known baseline, a source and somebody who answers / rows.
* participation = groups of stakeholders that do more than be informed / 6.

Months are counted from the start of the partnership (month 0). To revise: every row that is
amber, red or grey, with the step the learner suspects (1 to 6; 0 when unknown), red first.

Sources: five demands of step 7, guide 3 (fold-out); indicators and measurable actions, guide
3.1.7; civil society from beginning to end, 3.1.2; mid-term and final evaluation, annexe 2. The
formula, lights, thresholds and roles are this course's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from passerelles_widgets.simulators.monitoring.prefill import prefill
from passerelles_widgets.simulators.monitoring.progress import (
    LIGHTS,
    Light,
    Thresholds,
    elapsed,
    light,
    progress,
)
from passerelles_widgets.simulators.monitoring.publication import Count, overlapping, withheld

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

GROUPS: Final = (
    "authorities",
    "public-institutions",
    "civil-society",
    "diaspora",
    "private-sector",
    "knowledge",
)
ROLES: Final = ("questions", "data", "method", "reading", "answer", "informed")
METHODS: Final = ("review", "consultation", "focus-groups", "surveys", "external")
_INFORMED: Final = "informed"
_WORST: Final[tuple[Light, ...]] = ("red", "amber", "grey", "green")
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """A row: what is measured, for whom, from where to where, when, by whom, and what to blame."""

    name: str
    group: str
    people: int
    baseline: float
    target: float
    actual: float
    unit: str
    known: bool
    measured: int
    due: int
    source: str
    owner: str
    step: int


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in the evaluation: group of stakeholders and role."""

    name: str
    group: str
    role: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner’s indicators, evaluation and thresholds; `start` is (year, month)."""

    readings: tuple[Reading, ...]
    unnamed: int
    participants: tuple[Participant, ...]
    methods: tuple[str, ...]
    start: tuple[int, int]
    now: int
    mid_term: int
    final: int
    thresholds: Thresholds
    publish_from: int
    stale_after: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = values["indicators"]
        return cls(
            readings=tuple(
                Reading(**{**row, "step": int(row["step"])}) for row in rows if row["name"]
            ),
            unnamed=sum(1 for row in rows if not row["name"]),
            participants=tuple(
                Participant(row["name"], row["group"], row["role"])
                for row in values["participants"]
            ),
            methods=tuple(values["methods"]),
            start=(values["start_year"], values["start_month"]),
            now=values["now"],
            mid_term=values["mid_term"],
            final=values["final"],
            thresholds=Thresholds(
                values["green_from"] / 100, values["amber_from"] / 100, values["tolerance"] / 100
            ),
            publish_from=values["publish_from"],
            stale_after=values["stale_after"],
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading judged: progress (none when unknown), share of time gone, light, publication.

    `asked` is the progress that green asks for; `stale` says that the reading is too old;
    `date` and `due_date` are (year, month), `date` none when there is no reading.
    """

    reading: Reading
    progress: float | None
    gone: float
    asked: float
    light: Light
    published: bool
    stale: bool
    date: tuple[int, int] | None
    due_date: tuple[int, int]

    @property
    def backwards(self) -> bool:
        """Whether the value moves away from the target."""
        return self.progress is not None and self.progress < 0

    @property
    def moved(self) -> bool:
        """Whether a value that was to be held has moved."""
        return self.reading.target == self.reading.baseline and self.progress == 0


@dataclass(frozen=True, slots=True)
class Result:
    """The lights, who takes part, and what to revise."""

    judged: tuple[Judged, ...]
    unnamed: int
    participants: tuple[Participant, ...]
    methods: tuple[str, ...]
    mid_term: int
    final: int
    publish_from: int
    masked: tuple[tuple[Judged, Judged], ...]
    overlaps: tuple[str, ...]
    revise: tuple[Judged, ...]
    absent: tuple[str, ...]
    on_track: float
    mean_progress: float
    judged_share: float
    complete: float
    participation: float
    red: int
    hidden: int
    withheld: int

    @property
    def counts(self) -> dict[Light, int]:
        """How many rows show each light."""
        return {name: sum(1 for item in self.judged if item.light == name) for name in LIGHTS}

    @property
    def about_people(self) -> bool:
        """Whether any row is about people."""
        return any(item.reading.people for item in self.judged)

    @property
    def broken_down(self) -> bool:
        """Whether any row about people is a group of its own."""
        return any(item.reading.group and item.reading.people for item in self.judged)


def date(start: tuple[int, int], month: int) -> tuple[int, int]:
    """Return the (year, month) that lies `month` months after `start`."""
    months = start[0] * _YEAR + start[1] - 1 + month
    return months // _YEAR, months % _YEAR + 1


def run(scenario: Scenario) -> Result:
    """Judge every row, protect small groups, and list what to revise."""
    families = _families(scenario.readings)
    kept = set().union(*(withheld(family, scenario.publish_from) for family in families))
    judged = tuple(
        _judged(scenario, reading, published=index not in kept)
        for index, reading in enumerate(scenario.readings)
    )
    lit = [item for item in judged if item.progress is not None]
    shares = [max(0.0, min(1.0, item.progress)) for item in lit if item.progress is not None]
    masked = tuple(found for family in families for found in _masked(family, judged))
    heard = {item.group for item in scenario.participants if item.role != _INFORMED}
    rows = len(judged)
    return Result(
        judged=judged,
        unnamed=scenario.unnamed,
        participants=scenario.participants,
        methods=scenario.methods,
        mid_term=scenario.mid_term,
        final=scenario.final,
        publish_from=scenario.publish_from,
        masked=masked,
        overlaps=tuple(
            scenario.readings[family[0].index].name for family in families if overlapping(family)
        ),
        revise=tuple(
            sorted(
                (item for item in judged if item.light != "green"),
                key=lambda item: _WORST.index(item.light),
            )
        ),
        absent=tuple(group for group in GROUPS if group not in heard),
        on_track=_share(sum(1 for item in lit if item.light == "green"), len(lit)),
        mean_progress=_share(sum(shares), len(shares)),
        judged_share=_share(len(lit), rows),
        complete=_share(sum(1 for item in judged if _is_complete(item.reading)), rows),
        participation=_share(len(heard), len(GROUPS)),
        red=sum(1 for item in judged if item.light == "red"),
        hidden=len({pair[0].reading.name for pair in masked}),
        withheld=len(kept),
    )


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _is_complete(reading: Reading) -> bool:
    return bool(reading.known and reading.source and reading.owner)


def _families(readings: tuple[Reading, ...]) -> list[list[Count]]:
    """Group the rows by name, whatever the case; the first without a group is the total."""
    named = sorted(range(len(readings)), key=lambda index: (_key(readings[index]), index))
    families = []
    for _, indices in groupby(named, key=lambda index: _key(readings[index])):
        family: list[Count] = []
        for index in indices:
            reading = readings[index]
            total = not reading.group and not any(row.total for row in family)
            family.append(Count(index, reading.people, total))
        families.append(family)
    return families


def _key(reading: Reading) -> str:
    return reading.name.casefold()


def _judged(scenario: Scenario, reading: Reading, *, published: bool) -> Judged:
    read = reading.measured > 0
    share = (
        progress(reading.baseline, reading.target, reading.actual, scenario.thresholds.tolerance)
        if read and reading.known
        else None
    )
    gone = elapsed(reading.measured, reading.due)
    return Judged(
        reading=reading,
        progress=share,
        gone=gone,
        asked=scenario.thresholds.green * gone,
        light=light(share, gone, scenario.thresholds),
        published=published,
        stale=scenario.now - reading.measured > scenario.stale_after,
        date=date(scenario.start, reading.measured) if read else None,
        due_date=date(scenario.start, reading.due),
    )


def _masked(family: list[Count], judged: tuple[Judged, ...]) -> list[tuple[Judged, Judged]]:
    """Return (total, group) wherever the total shows a better light than the group."""
    total = next((judged[row.index] for row in family if row.total), None)
    if total is None or total.light == "grey":
        return []
    groups = [judged[row.index] for row in family if not row.total]
    return [
        (total, item)
        for item in groups
        if item.light != "grey" and _WORST.index(item.light) < _WORST.index(total.light)
    ]


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier’s `monitoring-plan`; values that expose small groups stay out of it."""
    if not result.judged:
        return {}
    return {
        "monitoring-plan": {
            "start": f"{scenario.start[0]:04d}-{scenario.start[1]:02d}",
            "indicators": [_kept(item) for item in result.judged],
            "participants": [
                {"name": item.name, "group": item.group, "role": item.role}
                for item in result.participants
            ],
            "methods": list(result.methods),
            "mid_term": result.mid_term,
            "final": result.final,
            "publish_from": result.publish_from,
        }
    }


def _kept(item: Judged) -> dict[str, Any]:
    reading = item.reading
    shown = item.published
    return {
        "name": reading.name,
        "group": reading.group,
        "people": reading.people if shown else None,
        "baseline": reading.baseline if shown and reading.known else None,
        "target": reading.target,
        "actual": reading.actual if shown and reading.measured else None,
        "unit": reading.unit,
        "known": reading.known,
        "measured": reading.measured,
        "due": reading.due,
        "progress": item.progress if shown else None,
        "light": item.light,
        "published": shown,
        "source": reading.source,
        "owner": reading.owner,
        "step": reading.step,
    }
