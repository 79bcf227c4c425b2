"""What networks and forums change: a practice spreads with and without the forum’s ties.

The network is in `network`, the Bass model on it in `spread`. Every run draws its own
chance from the seed; with and without the forum, the same chance serves the ties both have,
so that the difference is the forum’s. Curves are means over the runs; the interval holds
the middle 80% of them (10th to 90th percentile).

* relays = trained · share of the trained who become facilitators, rounded.
* adopted = share of the network that has adopted, the trained included (0 to 1).
* reached = those who adopted without being trained (people or territories).
* gain = adopted with the forum − adopted without.

Large networks get fewer runs (`WORK` numbers drawn in all, 3 runs at least), to answer at once.

`HAMBURG` holds the scenario of “Parents on the Spot”: 45 parents trained, 62% of them
facilitators, about 2,800 reached from October 2011 to December 2013, nine quarters (guide
3.2.1). Nothing else is known: its other values are hypotheses, chosen so that the number
reached comes out. It shows that the figures are compatible with the model, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any, Final

from passerelles_widgets.simulators.diffusion import network as ties
from passerelles_widgets.simulators.diffusion.network import STARTS, Network
from passerelles_widgets.simulators.diffusion.spread import Rates, draws, mixed, spread

__all__ = ["HAMBURG", "Result", "Scenario", "contribution", "run"]

WORK: Final = 60_000
FEWEST: Final = 3
LOW, HIGH, HALF = 0.1, 0.9, 0.5

HAMBURG: Final[Mapping[str, Any]] = {
    "size": 6000,
    "trained": 45,
    "start": "random",
    "members": 45,
    "forum_ties": 170,
    "quarters": 9,
    "relay": 62.0,
    "pass_on": 0.0,
    "innovation": 0.0,
    "imitation": 15.0,
    "ties": 2,
    "seed": 1,
    "runs": 5,
}
HAMBURG_REACHED: Final = 2800
"""About how many parents were reached by December 2013 (guide 3.2.1)."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """The network, whom one trains, the forum, and the rates (shares from 0 to 1)."""

    size: int
    trained: int
    start: str
    members: int
    forum_ties: int
    relay: float
    rates: Rates
    ties: int
    seed: int
    runs: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        size = values["size"]
        return cls(
            size=size,
            trained=min(values["trained"], size),
            start=values["start"],
            members=min(values["members"], size),
            forum_ties=values["forum_ties"],
            relay=values["relay"] / 100,
            rates=Rates(
                values["innovation"] / 100,
                values["imitation"] / 100,
                values["pass_on"] / 100,
                values["quarters"],
            ),
            ties=values["ties"],
            seed=values["seed"],
            runs=values["runs"],
        )

    @property
    def relays(self) -> int:
        """How many of the trained pass the practice on."""
        return round(self.relay * self.trained)


@dataclass(frozen=True, slots=True)
class Curve:
    """Shares of the network that have adopted, quarter by quarter: mean and interval."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def half(self) -> int | None:
        """The first quarter in which half the network has adopted."""
        return next((t for t, share in enumerate(self.mean) if share >= HALF), None)


@dataclass(frozen=True, slots=True)
class Result:
    """The curves, the three ways to begin, and the network behind them."""

    size: int
    trained: int
    start: str
    quarters: int
    runs: int
    relays: int
    with_forum: Curve
    without: Curve
    mixed: tuple[float, ...]
    starts: dict[str, tuple[float, float]]
    mean_ties: tuple[float, float]
    top_ties: tuple[float, float]
    hamburg: tuple[Curve, int]

    @property
    def has_forum(self) -> bool:
        """Whether the forum creates any tie at all."""
        return self.mean_ties[0] > self.mean_ties[1]

    @property
    def adopted(self) -> float:
        """Share adopted at the end, with the forum."""
        return self.with_forum.mean[-1]

    @property
    def adopted_without(self) -> float:
        """Share adopted at the end, without the forum."""
        return self.without.mean[-1]

    @property
    def gain(self) -> float:
        """What the forum adds, as a share of the network."""
        return self.adopted - self.adopted_without

    @property
    def reached(self) -> float:
        """How many adopted with the forum without having been trained."""
        return self.adopted * self.size - self.trained

    @property
    def per_relay(self) -> float:
        """How many were reached for each relay."""
        return self.reached / self.relays if self.relays else 0.0

    @property
    def best_start(self) -> str:
        """The way to begin that reaches most, with the forum."""
        return max(STARTS, key=lambda start: self.starts[start][0])


@dataclass(frozen=True, slots=True)
class _Field:
    """What all runs of a scenario share: the base network, and its nodes in random order."""

    base: Network
    shuffled: list[int]


def run(scenario: Scenario) -> Result:
    """Spread the practice with and without the forum, from each of the three starts."""
    field = _field(scenario)
    nets = {start: _joined(scenario, field, start) for start in STARTS}
    runs = _runs(scenario, max(net.count for _, net in nets.values()))
    curves: dict[str, tuple[Curve, Curve]] = {}
    for start, (trained, net) in nets.items():
        curves[start] = _curves(scenario, trained, (net, field.base), runs)
    joined = nets[scenario.start][1]
    with_forum, without = curves[scenario.start]
    size = scenario.size
    return Result(
        size=size,
        trained=scenario.trained,
        start=scenario.start,
        quarters=scenario.rates.quarters,
        runs=runs,
        relays=scenario.relays,
        with_forum=with_forum,
        without=without,
        mixed=mixed(scenario.trained / size, scenario.relays / size, joined.mean, scenario.rates),
        starts={start: (one.mean[-1], two.mean[-1]) for start, (one, two) in curves.items()},
        mean_ties=(joined.mean, field.base.mean),
        top_ties=(joined.top, field.base.top),
        hamburg=hamburg(),
    )


def _field(scenario: Scenario) -> _Field:
    rng = Random(scenario.seed)
    edges = ties.attachment(scenario.size, scenario.ties, rng)
    shuffled = list(range(scenario.size))
    rng.shuffle(shuffled)
    return _Field(ties.network(scenario.size, edges), shuffled)


def _joined(scenario: Scenario, field: _Field, start: str) -> tuple[list[int], Network]:
    """Return whom one trains from a start, and the network with the forum’s ties.

    The trained come to the forum first; the others are drawn at random.
    """
    trained = ties.order(field.base, start, field.shuffled)[: scenario.trained]
    own = set(trained)
    guests = [node for node in field.shuffled if node not in own]
    members = (trained + guests)[: scenario.members]
    return trained, ties.joined(field.base, members, scenario.forum_ties, scenario.seed)


def _runs(scenario: Scenario, arcs: int) -> int:
    return min(scenario.runs, max(FEWEST, WORK // (arcs + 2 * scenario.size)))


def _curves(
    scenario: Scenario, trained: list[int], nets: tuple[Network, Network], runs: int
) -> tuple[Curve, Curve]:
    """Return the curves on the two networks, under the same chance."""
    found: tuple[list[list[int]], list[list[int]]] = ([], [])
    for number in range(runs):
        rng = Random(scenario.seed * 10_007 + number)
        chance = draws(rng, scenario.size, nets[0].base, nets[0].count)
        relays = rng.sample(trained, scenario.relays)
        for net, kept in zip(nets, found, strict=True):
            kept.append(spread(net, trained, relays, scenario.rates, chance))
    return _curve(found[0], scenario.size), _curve(found[1], scenario.size)


def _curve(runs: list[list[int]], size: int) -> Curve:
    columns = [sorted(column) for column in zip(*runs, strict=True)]
    last = len(runs) - 1
    return Curve(
        mean=tuple(sum(column) / len(column) / size for column in columns),
        low=tuple(column[round(LOW * last)] / size for column in columns),
        high=tuple(column[round(HIGH * last)] / size for column in columns),
    )


@cache
def hamburg() -> tuple[Curve, int]:
    """Replay Hamburg: the curve of adopters, in parents, and how many became facilitators."""
    scenario = Scenario.from_values(HAMBURG)
    field = _field(scenario)
    trained, net = _joined(scenario, field, scenario.start)
    curve, _ = _curves(scenario, trained, (net, field.base), scenario.runs)

    def parents(shares: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(share * scenario.size - scenario.trained for share in shares)

    reached = replace(
        curve, mean=parents(curve.mean), low=parents(curve.low), high=parents(curve.high)
    )
    return reached, scenario.relays


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:  # noqa: ARG001
    """Return nothing: diffusion is for understanding, the dossier keeps no part of it."""
    return {}
