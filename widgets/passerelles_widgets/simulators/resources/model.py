"""Whether a funding plan holds: chance, coverage, cash, dependence, people and means.

`coverage` says how much of the need a set of sources covers, `chance` draws the sources many
times; each states its equations, units and source. Besides, with amounts A_i as planned,

* share s_i = A_i / Σ A, Herfindahl index H = Σ s_i², effective number of sources 1 / H
  (H = 1 and one source less than one: 0, without any amount)
* own share = mean paid by the two territories themselves / mean covered
* core = what is covered by the sources whose probability reaches the threshold, in full
* expected gap = need − mean covered; whole when the covered share reaches the threshold
* months short = months in which the balance of cash is below zero in half of the draws
* people: Σ min(available, needed) / Σ needed over roles (days a month; 1 without any need)
* means: those in place / all, those promised counting half (1 when none is listed)

Sources: funding sources, own resources against dependence, people and technical means, guide
3.3. H: Hirschman 1945, Herfindahl 1950. Testing a plan by chance is the course's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelles_widgets.simulators.resources.chance import (
    HIGH,
    LOW,
    Month,
    Outcome,
    Source,
    percentile,
    simulate,
)
from passerelles_widgets.simulators.resources.coverage import CELLS, Grant, Need
from passerelles_widgets.simulators.resources.prefill import prefill
from passerelles_widgets.simulators.resources.scenario import Item, Means, Role, Scenario

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

BINS: Final = 10
_HALF: Final = 0.5
_NOTICEABLE: Final = 0.05
_STATES: Final = {"there": 1.0, "promised": 0.5, "missing": 0.0}


@dataclass(frozen=True, slots=True)
class Funded:
    """A source with what it pays on average (euros) and that as a share of what is planned."""

    source: Source
    expected: float
    yields: float
    share: float


@dataclass(frozen=True, slots=True)
class Result:
    """The plan put to the test: euros, shares of 1, months.

    `histogram` holds the share of draws by tenth of the need covered, the whole in a class
    of its own at the end.
    """

    items: tuple[Item, ...]
    funded: tuple[Funded, ...]
    roles: tuple[Role, ...]
    means: tuple[Means, ...]
    months: tuple[Month, ...]
    histogram: tuple[float, ...]
    draws: int
    unnamed: int
    whole_from: float
    expected_cut: float
    need: float
    planned: float
    expected_cover: float
    low_cover: float
    high_cover: float
    whole_chance: float
    expected_gap: float
    core: float
    core_cover: float
    peak_shortfall: float
    short_months: int
    own_share: float
    herfindahl: float
    effective_sources: float
    people_cover: float
    means_ready: float

    @property
    def largest(self) -> Funded | None:
        """The source with the greatest planned amount, if any has one."""
        found = [item for item in self.funded if item.source.amount > 0]
        return max(found, key=lambda item: item.source.amount) if found else None

    @property
    def lacking(self) -> tuple[Role, ...]:
        """The roles with fewer days available than needed."""
        return tuple(role for role in self.roles if role.available < role.needed)

    @property
    def days_missing(self) -> float:
        """The days a month that are needed and not available."""
        return sum(role.needed - role.available for role in self.lacking)

    @property
    def held_back(self) -> tuple[Funded, ...]:
        """The sources that bring much less than chance alone would let them."""
        return tuple(
            item
            for item in self.funded
            if item.source.amount > 0
            and item.yields < item.source.probability - self.expected_cut - _NOTICEABLE
        )

    @property
    def overfunded(self) -> bool:
        """Whether more is asked than needed."""
        return self.planned > self.need + 1

    @property
    def untrained(self) -> tuple[Role, ...]:
        """The roles whose holder is not ready yet."""
        return tuple(role for role in self.roles if not role.ready)

    @property
    def missing(self) -> tuple[Means, ...]:
        """The technical means that are neither there nor promised."""
        return tuple(item for item in self.means if item.state == "missing")

    @property
    def worst(self) -> Month | None:
        """The month with the lowest balance in the unlucky draws, when it is below zero."""
        found = min(self.months, key=lambda month: month.low, default=None)
        return found if found is not None and found.low < -1 else None


def run(scenario: Scenario) -> Result:
    """Put the plan to the test."""
    cells = [0.0] * len(CELLS)
    for item in scenario.items:
        cells[item.cell] += item.amount
    need = Need(cells)
    outcome = simulate(need, profile(scenario.items), scenario.sources, scenario.odds)
    mean = outcome.mean
    core = need.covered(
        [
            Grant(source.amount, source.restriction, source.rate)
            for source in scenario.sources
            if source.probability >= scenario.sure_from
        ]
    )
    planned = sum(source.amount for source in scenario.sources)
    index = herfindahl([source.amount for source in scenario.sources])
    own = sum(
        part for part, source in zip(outcome.paid, scenario.sources, strict=True) if source.own
    )
    return Result(
        items=scenario.items,
        funded=tuple(
            Funded(
                source,
                part,
                part / source.amount if source.amount else 0.0,
                source.amount / planned if planned else 0.0,
            )
            for source, part in zip(scenario.sources, outcome.paid, strict=True)
        ),
        roles=scenario.roles,
        means=scenario.means,
        months=outcome.months,
        histogram=_histogram(outcome, need.total),
        draws=scenario.odds.draws,
        unnamed=scenario.unnamed,
        whole_from=scenario.whole_from,
        expected_cut=scenario.odds.cut / 2,
        need=need.total,
        planned=planned,
        expected_cover=_part(mean, need.total),
        low_cover=_part(percentile(outcome.covered, LOW), need.total),
        high_cover=_part(percentile(outcome.covered, HIGH), need.total),
        whole_chance=_chance(outcome, need.total, scenario.whole_from),
        expected_gap=max(need.total - mean, 0.0),
        core=core,
        core_cover=_part(core, need.total),
        peak_shortfall=percentile(outcome.peaks, HIGH),
        short_months=sum(month.short >= _HALF for month in outcome.months),
        own_share=_part(own, mean),
        herfindahl=index,
        effective_sources=1 / index if index else 0.0,
        people_cover=people(scenario.roles),
        means_ready=readiness(scenario.means),
    )


def profile(items: Sequence[Item]) -> tuple[float, ...]:
    """Return the planned spending by month, in euros, each need spread evenly."""
    months = [0.0] * max((item.last for item in items), default=0)
    for item in items:
        each = item.amount / (item.last - item.first + 1)
        for month in range(item.first - 1, item.last):
            months[month] += each
    return tuple(months)


def herfindahl(amounts: Sequence[float]) -> float:
    """Return the sum of squared shares, 0 without any amount."""
    total = sum(amounts)
    return sum((amount / total) ** 2 for amount in amounts) if total > 0 else 0.0


def people(roles: Sequence[Role]) -> float:
    """Return the share of the days needed that is available, role by role."""
    needed = sum(role.needed for role in roles)
    held = sum(min(role.available, role.needed) for role in roles)
    return held / needed if needed > 0 else 1.0


def readiness(means: Sequence[Means]) -> float:
    """Return the share of the technical means that is in place, promises counting half."""
    return sum(_STATES[item.state] for item in means) / len(means) if means else 1.0


def contribution(_scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `budget` and `funding-plan`; nothing while there is no need."""
    if result.need <= 0:
        return {}
    return {
        "budget": {
            "total": result.need,
            "lines": [
                {
                    "label": item.label,
                    "amount": item.amount,
                    "first": item.first,
                    "last": item.last,
                    "place": item.place,
                    "staff": item.staff,
                }
                for item in result.items
            ],
            "people": [
                {
                    "name": role.name,
                    "level": role.level,
                    "place": role.place,
                    "needed": role.needed,
                    "available": role.available,
                    "ready": role.ready,
                }
                for role in result.roles
            ],
            "means": [
                {"name": item.name, "place": item.place, "state": item.state}
                for item in result.means
            ],
            "people_cover": result.people_cover,
            "means_ready": result.means_ready,
        },
        "funding-plan": {
            "sources": [_plain(item) for item in result.funded],
            "expected_cover": result.expected_cover,
            "low_cover": result.low_cover,
            "high_cover": result.high_cover,
            "whole_chance": result.whole_chance,
            "gap": result.expected_gap,
            "core": result.core,
            "peak_shortfall": result.peak_shortfall,
            "short_months": result.short_months,
            "own_share": result.own_share,
            "herfindahl": result.herfindahl,
        },
    }


def _plain(item: Funded) -> dict[str, Any]:
    source = item.source
    return {
        "name": source.name,
        "kind": source.kind,
        "amount": source.amount,
        "probability": source.probability,
        "month": source.month,
        "restriction": source.restriction,
        "rate": source.rate,
        "advance": source.advance,
        "last": source.last,
        "in_kind": source.in_kind,
        "own": source.own,
        "expected": item.expected,
    }


def _part(amount: float, whole: float) -> float:
    return min(amount / whole, 1.0) if whole > 0 else 0.0


def _chance(outcome: Outcome, need: float, whole_from: float) -> float:
    if need <= 0:
        return 0.0
    enough = whole_from * need - 1
    return sum(covered >= enough for covered in outcome.covered) / len(outcome.covered)


def _histogram(outcome: Outcome, need: float) -> tuple[float, ...]:
    counts = [0] * (BINS + 1)
    if need > 0:
        for covered in outcome.covered:
            counts[min(int(BINS * (covered + 1) / need), BINS)] += 1
    return tuple(count / len(outcome.covered) for count in counts)
