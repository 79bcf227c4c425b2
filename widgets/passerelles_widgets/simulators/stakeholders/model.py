"""Multi-level and multi-stakeholder mechanisms: who takes part, with what weight, doing what.

Equations (shares and scores from 0 to 1):

* grid: power and interest from 0 to 10; at or above the threshold θ counts as
  high. High/high: manage closely; power only: keep satisfied; interest only:
  keep informed; neither: monitor.
* s_g = seats of group g / all seats; Herfindahl index H = Σ s_g² (1/6 to 1);
  effective number of groups N = 1/H; dominance d = max s_g.
* accessible = (1 − w)·(groups with a seat / 6) + w·(access measures taken / 3).
* balanced = 1 if d ≤ t, else (1 − d)/(1 − t).
* independent = min(1, n/n*) · (appointment + chair + funding)/3, with n the
  share of seats of the four non-governmental groups and n* its target.
* transparent = (minutes + agenda + report + open data + languages)/5.
* workload of a stakeholder (days a year) = seats × meetings × days a meeting
  + Σ over the seven steps of the days of its role (R, A, C, I); overloaded when
  it exceeds the days available.
* RACI gaps = steps without exactly one accountable + steps without anybody
  responsible + steps where no migrants' association is at least consulted
  (0 to 21).

With no seat at all: H = 1, d = 1, N = 0, the worst, so that an empty platform
is never mistaken for a balanced one. Rows without a name are left out and
counted in `unnamed`.

Sources: groups, platform principles and the warning about overload, guide
3.1.2. Grid: A. Mendelow, “Environmental scanning: the impact of the
stakeholder concept”, ICIS 1981. H: Hirschman 1945, Herfindahl 1950. N: M.
Laakso and R. Taagepera, “Effective number of parties”, Comparative Political
Studies 12(1), 1979. RACI: the responsibility assignment matrix of project
management. The scores of the principles are this course's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.stakeholders import platform
from passerelles_widgets.simulators.stakeholders.platform import GROUPS, MIGRANTS
from passerelles_widgets.simulators.stakeholders.prefill import prefill
from passerelles_widgets.simulators.stakeholders.roles import (
    LETTERS,
    STEPS,
    Gap,
    Strategy,
    gaps,
    heard,
    holders,
    role,
    strategy,
    workload,
)

__all__ = ["Member", "Result", "Scenario", "Stakeholder", "contribution", "prefill", "run"]

_FREEDOM = {
    "appointment": ("council", "proposed", "own-choice"),
    "chair": ("mayor", "shared", "elected"),
    "funding": ("conditional", "separate", "own-budget"),
    "minutes": ("none", "on-request", "online"),
}


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """One row of the learner's list: power and interest 0–10, capacity in days a year."""

    name: str
    group: str
    power: float
    interest: float
    seats: int
    capacity: float
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's decisions and the assumptions, percentages turned into shares."""

    stakeholders: tuple[Stakeholder, ...]
    unnamed: int
    meetings: int
    access: tuple[bool, ...]
    freedoms: tuple[float, ...]
    openness: tuple[float, ...]
    grid_threshold: float
    access_weight: float
    dominance_threshold: float
    voice_target: float
    days: Mapping[str, float]
    days_meeting: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        half = values["halfway_credit"] / 100

        def level(name: str) -> float:
            return (0.0, half, 1.0)[_FREEDOM[name].index(values[name])]

        rows = values["stakeholders"]
        return cls(
            stakeholders=tuple(_stakeholder(row) for row in rows if row["name"]),
            unnamed=sum(1 for row in rows if not row["name"]),
            meetings=values["meetings"],
            access=(values["newcomers_call"], values["women_seats"], values["costs_covered"]),
            freedoms=(level("appointment"), level("chair"), level("funding")),
            openness=(
                level("minutes"),
                float(values["agenda_public"]),
                float(values["annual_report"]),
                float(values["open_data"]),
                float(values["languages"]),
            ),
            grid_threshold=values["grid_threshold"],
            access_weight=values["access_weight"] / 100,
            dominance_threshold=values["dominance_threshold"] / 100,
            voice_target=values["voice_target"] / 100,
            days={
                "R": values["days_responsible"],
                "A": values["days_accountable"],
                "C": values["days_consulted"],
                "I": values["days_informed"],
            },
            days_meeting=values["days_meeting"],
        )


def _stakeholder(row: Mapping[str, Any]) -> Stakeholder:
    return Stakeholder(
        row["name"],
        row["group"],
        row["power"],
        row["interest"],
        row["seats"],
        row["capacity"],
        tuple(row[f"step{step}"] for step in STEPS),
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A stakeholder placed: its strategy, letters at each step, and days a year asked of it."""

    name: str
    group: str
    power: float
    interest: float
    seats: int
    capacity: float
    strategy: Strategy
    letters: tuple[str, ...]
    load: float
    overloaded: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the platform looks like; shares and scores from 0 to 1."""

    members: tuple[Member, ...]
    seats: Mapping[str, int]
    shares: Mapping[str, float]
    total_seats: int
    herfindahl: float
    effective_groups: float
    dominance: float
    largest_group: str | None
    absent_groups: tuple[str, ...]
    migrants_share: float
    accessible: float
    balanced: float
    independent: float
    transparent: float
    gaps: tuple[Gap, ...]
    raci_gaps: int
    silent_steps: tuple[int, ...]
    overloaded_count: int
    unnamed: int
    grid_threshold: float
    dominance_threshold: float
    threshold_seats: float


def run(scenario: Scenario) -> Result:
    """Place every stakeholder, weigh the platform and check the roles."""
    members = tuple(_placed(scenario, item) for item in scenario.stakeholders)
    seats = platform.seats_by_group((item.group, item.seats) for item in members)
    share = platform.shares(seats)
    total = sum(seats.values())
    largest = platform.dominance(seats)
    listed = tuple((item.name, item.group, item.letters) for item in members)
    found = gaps(listed)
    return Result(
        members=members,
        seats=seats,
        shares=share,
        total_seats=total,
        herfindahl=platform.herfindahl(seats),
        effective_groups=platform.effective_groups(seats),
        dominance=largest,
        largest_group=max(GROUPS, key=lambda group: seats[group]) if total else None,
        absent_groups=tuple(group for group in GROUPS if not seats[group]),
        migrants_share=share[MIGRANTS],
        accessible=platform.accessible(seats, scenario.access, scenario.access_weight),
        balanced=platform.balanced(largest, scenario.dominance_threshold),
        independent=platform.independent(seats, scenario.freedoms, scenario.voice_target),
        transparent=platform.transparent(scenario.openness),
        gaps=found,
        raci_gaps=len(found),
        silent_steps=tuple(step for step in STEPS if not heard(listed, step, "civil-society")),
        overloaded_count=sum(1 for item in members if item.overloaded),
        unnamed=scenario.unnamed,
        grid_threshold=scenario.grid_threshold,
        dominance_threshold=scenario.dominance_threshold,
        threshold_seats=scenario.dominance_threshold * total,
    )


def _placed(scenario: Scenario, item: Stakeholder) -> Member:
    followed = strategy(item.power, item.interest, scenario.grid_threshold)
    letters = tuple(
        role(chosen, followed, step) for step, chosen in zip(STEPS, item.chosen, strict=True)
    )
    load = workload(letters, item.seats, scenario.days, scenario.meetings, scenario.days_meeting)
    return Member(
        item.name,
        item.group,
        item.power,
        item.interest,
        item.seats,
        item.capacity,
        followed,
        letters,
        load,
        load > item.capacity,
    )


def contribution(_scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `stakeholders` and `mechanisms` sections."""
    roles = tuple((item.name, item.letters) for item in result.members)
    keys = ("responsible", "accountable", "consulted", "informed")
    return {
        "stakeholders": {
            "items": [
                {
                    "name": item.name,
                    "group": item.group,
                    "power": item.power,
                    "interest": item.interest,
                    "strategy": item.strategy,
                }
                for item in result.members
            ]
        },
        "mechanisms": {
            "seats": dict(result.seats),
            "herfindahl": result.herfindahl,
            "effective_groups": result.effective_groups,
            "principles": {
                "accessible": result.accessible,
                "balanced": result.balanced,
                "independent": result.independent,
                "transparent": result.transparent,
            },
            "raci": [
                {
                    "step": step,
                    **{
                        key: list(holders(roles, step, letter))
                        for key, letter in zip(keys, LETTERS, strict=True)
                    },
                }
                for step in STEPS
            ],
            "overloaded": [item.name for item in result.members if item.overloaded],
        },
    }
