"""Everyone teaches, everyone learns: the pairs worth making, and a programme with your peer.

Needs, offers and the pairing are in `matching`, activities and costs in `programme`.
Over the pairs made:

* needs met = Σ points learnt / Σ needs of all territories (0 to 1).
* reciprocity R = Σ_pairs 2·min(L_ij, L_ji) / Σ_pairs (L_ij + L_ji) (0 to 1).
* directions: share of the points that go from North to South, South to North, South to
  South and North to North, by where teacher and learner are.

The first row is the learner's own territory; the programme is the one with its peer.
Rows without a name are left out and counted in `unnamed`. Points are whole numbers,
amounts euros, months counted from the start of the programme.

Sources: guide 4 (directions of knowledge, each partner teaches and learns, four
activities) and 2.4 (South–South cooperation); the indices are this course's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles_widgets.simulators.exchange import programme as plan
from passerelles_widgets.simulators.exchange.matching import (
    TOPICS,
    Pair,
    Territory,
    pair,
    pairing,
)
from passerelles_widgets.simulators.exchange.prefill import prefill
from passerelles_widgets.simulators.exchange.programme import Activity, Costed, Prices

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

DIRECTIONS: Final = ("south-north", "south-south", "north-south", "north-north")


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner’s territories, activities and coefficients (shares from 0 to 1)."""

    territories: tuple[Territory, ...]
    unnamed: int
    activities: tuple[Activity, ...]
    reciprocity_weight: float
    language_loss: float
    home_first: bool
    apart: int
    prices: Prices

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = values["territories"]
        return cls(
            territories=tuple(
                _territory(number, row) for number, row in enumerate(rows, start=1) if row["name"]
            ),
            unnamed=sum(1 for row in rows if not row["name"]),
            activities=tuple(
                Activity(
                    row["kind"],
                    row["host"],
                    row["month"],
                    row["days"],
                    row["people"],
                    min(row["associations"], row["people"]),
                )
                for row in values["activities"]
            ),
            reciprocity_weight=values["reciprocity_weight"] / 100,
            language_loss=values["language_loss"] / 100,
            home_first=values["home_first"],
            apart=values["apart"],
            prices=Prices(
                values["journey"],
                values["board"],
                values["interpreting"],
                values["association_pay"],
                values["writing"],
            ),
        )


def _territory(number: int, row: Mapping[str, Any]) -> Territory:
    languages = tuple(dict.fromkeys((row["language"], row["second"])))
    scores = tuple(row[topic] for topic in TOPICS)
    return Territory(number, row["name"], row["side"], languages, scores)


@dataclass(frozen=True, slots=True)
class Result:
    """The pairs made, your own, and the programme with its cost."""

    territories: tuple[Territory, ...]
    unnamed: int
    pairs: tuple[Pair, ...]
    choices: tuple[Pair, ...]
    home_pair: Pair | None
    programme: tuple[Costed, ...]
    alone: tuple[Territory, ...]
    unanswered: tuple[str, ...]
    missing: tuple[str, ...]
    rushed: tuple[tuple[Activity, Activity], ...]
    directions: dict[str, float]
    met_share: float
    reciprocity: float
    home_gain: int
    paired: int
    kinds: int
    association_share: float
    cost: float

    @property
    def home_choice(self) -> Pair | None:
        """Your own pair, as it stands among your choices."""
        number = self.home_pair.second.number if self.home_pair else None
        return next((item for item in self.choices if item.second.number == number), None)

    @property
    def most_learnt(self) -> Pair | None:
        """The peer from whom you would learn more than from your own, if there is one."""
        best = max(self.choices, key=lambda item: item.learnt, default=None)
        return best if best is not None and best.learnt > self.home_gain else None

    @property
    def partners(self) -> dict[int, str]:
        """Who is paired with whom, by the number of the row."""
        both = [(made.first, made.second) for made in self.pairs]
        return {a.number: b.name for one, two in both for a, b in ((one, two), (two, one))}

    @property
    def one_way(self) -> tuple[Pair, ...]:
        """The pairs in which one teaches and the other only listens."""
        return tuple(made for made in self.pairs if made.reciprocity == 0)

    @property
    def interpreting(self) -> float:
        """What interpreters cost, in euros."""
        return sum(item.interpreting for item in self.programme)

    @property
    def last_month(self) -> int:
        """The month of the last activity (a year when there is none)."""
        return max((item.activity.month for item in self.programme), default=12)

    @property
    def south_to_north(self) -> float:
        """Share of the points taught by the South to the North."""
        return self.directions["south-north"]

    @property
    def south_to_south(self) -> float:
        """Share of the points taught by the South to the South."""
        return self.directions["south-south"]

    @property
    def north_to_south(self) -> float:
        """Share of the points taught by the North to the South."""
        return self.directions["north-south"]


def run(scenario: Scenario) -> Result:
    """Pair the territories, measure the exchange and cost the programme of the first row."""
    weight, loss = scenario.reciprocity_weight, scenario.language_loss
    everyone = scenario.territories
    # The first row is the learner's own; without a name, nobody plays that part.
    home = everyone[0] if everyone and everyone[0].number == 1 else None
    pairs = pairing(everyone, weight, loss, first_paired=scenario.home_first and home is not None)
    home_pair = next((item for item in pairs if item.first is home), None)
    choices = () if home is None else tuple(pair(home, o, weight, loss) for o in everyone[1:])
    interpreted = home_pair is not None and not home_pair.shared
    costed = tuple(
        plan.costed(activity, scenario.prices, interpreted=interpreted)
        for activity in sorted(scenario.activities, key=lambda activity: activity.month)
    )
    taken = {item.number for made in pairs for item in (made.first, made.second)}
    needs = sum(-score for item in everyone for score in item.scores if score < 0)
    learnt = sum(made.learnt + made.taught for made in pairs)
    even = sum(2 * min(made.learnt, made.taught) for made in pairs)
    lacking = plan.missing(scenario.activities)
    return Result(
        territories=everyone,
        unnamed=scenario.unnamed,
        pairs=pairs,
        choices=tuple(sorted(choices, key=lambda item: -item.worth)),
        home_pair=home_pair,
        programme=costed if home_pair else (),
        alone=tuple(item for item in everyone if item.number not in taken),
        unanswered=_unanswered(everyone),
        missing=lacking,
        rushed=plan.rushed(scenario.activities, scenario.apart),
        directions=_directions(pairs, learnt),
        met_share=learnt / needs if needs else 0.0,
        reciprocity=even / learnt if learnt else 0.0,
        home_gain=home_pair.learnt if home_pair else 0,
        paired=len(taken),
        kinds=len(plan.KINDS) - len(lacking),
        association_share=plan.association_share(scenario.activities),
        cost=sum(item.cost for item in costed) if home_pair else 0.0,
    )


def _unanswered(territories: tuple[Territory, ...]) -> tuple[str, ...]:
    """Return the topics that somebody seeks and nobody offers."""
    return tuple(
        topic
        for k, topic in enumerate(TOPICS)
        if any(item.scores[k] < 0 for item in territories)
        and not any(item.scores[k] > 0 for item in territories)
    )


def _directions(pairs: tuple[Pair, ...], learnt: int) -> dict[str, float]:
    """Return the share of the points that goes each way, from teacher to learner."""
    points = dict.fromkeys(DIRECTIONS, 0)
    for made in pairs:
        points[f"{made.second.side}-{made.first.side}"] += made.learnt
        points[f"{made.first.side}-{made.second.side}"] += made.taught
    return {way: count / learnt if learnt else 0.0 for way, count in points.items()}


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier’s `exchange-programme`; nothing while you have no peer."""
    made = result.home_pair
    if made is None:
        return {}
    return {
        "exchange-programme": {
            "home": scenario.territories[0].name,
            "peer": made.second.name,
            "learns": [topic for topic, _ in made.learns],
            "teaches": [topic for topic, _ in made.teaches],
            "languages": list(made.shared),
            "reciprocity": made.reciprocity,
            "cost": result.cost,
            "activities": [
                {
                    "kind": item.activity.kind,
                    "host": item.activity.host,
                    "month": item.activity.month,
                    "days": item.activity.days,
                    "people": item.activity.people,
                    "associations": item.activity.associations,
                    "cost": item.cost,
                }
                for item in result.programme
            ],
            "pairs": [
                {"first": one.first.name, "second": one.second.name, "reciprocity": one.reciprocity}
                for one in result.pairs
            ],
        }
    }
