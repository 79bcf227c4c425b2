"""The rules of the game as data types: levels, decisions, events.

`decisions.yml` and `events.yml` hold the numbers; `catalogue` reads them. Points
are points of a level (0 to 100), money is euros, staff person-months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from passerelles.library.text import Text

QUARTERS: Final = 12
STEPS: Final = tuple(range(1, 8))

LEVELS: Final = (
    "trust",
    "support",
    "legitimacy",
    "commitment",
    "results",
    "evidence",
    "transparency",
    "coordination",
    "team",
    "partner",
)
"""Trust of migrants’ associations; political support and legitimacy at home; the partner’s
commitment; results on the ground; evidence; transparency; coordination; the team’s skills; the
partner’s capacity. Each from 0 to 100."""

INDEX: Final = {name: place for place, name in enumerate(LEVELS)}

PRINCIPLES: Final = ("ownership", "results", "inclusiveness", "accountability")
"""The four effectiveness principles of G 2.4."""

Effort = Literal["light", "normal", "strong"]

COST_OF_EFFORT: Final[Mapping[str, float]] = {"light": 0.6, "normal": 1.0, "strong": 1.5}
EFFECT_OF_EFFORT: Final[Mapping[str, float]] = {"light": 0.5, "normal": 1.0, "strong": 1.25}

Changes = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Decision:
    """One decision: what it costs and asks for, what it changes, and where it comes from.

    `requires` lists groups of decisions, one of each group taken in an earlier
    quarter, `unless` those it would repeat, `at_least` levels to be reached first.
    It may be taken `limit` times, `pause` quarters apart. It `brings` money at once,
    a `grant` in proportion to what one can show (evidence and team), `income` every
    quarter from then on, and costs an upkeep. An initiative `produces` results for
    `runs` quarters; `improves` multiplies what running initiatives produce.
    """

    id: str
    step: int
    source: str
    recommendation: str
    staff: float
    money: float
    advice: Text
    effects: dict[str, float] = field(default_factory=dict)
    requires: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    at_least: dict[str, float] = field(default_factory=dict)
    limit: int = 1
    pause: int = 1
    brings: float = 0.0
    grant: float = 0.0
    income: float = 0.0
    upkeep_staff: float = 0.0
    upkeep_money: float = 0.0
    runs: int = 0
    produces: float = 0.0
    improves: float = 1.0

    @cached_property
    def changes(self) -> Changes:
        """The effects by the index of their level."""
        return tuple((INDEX[name], amount) for name, amount in self.effects.items())

    @cached_property
    def thresholds(self) -> Changes:
        """The levels to be reached, by index."""
        return tuple((INDEX[name], low) for name, low in self.at_least.items())


@dataclass(frozen=True)
class Event:
    """Something nobody decides: when it may come, how likely it is, what it changes.

    `chance` is its probability in a quarter where every level it depends on stands
    at 50; `tilt` says how far each level moves it, `odds` by how much each decision
    taken multiplies it. It needs one of each group of `requires` and none of
    `unless`; it comes at most `limit` times, `pause` quarters apart. `shields`
    multiply the harm and `boosts` the good when the decision was taken. `money`
    is in euros, `money_share` a share of what is left, `staff` the person-months
    lost next quarter.
    """

    id: str
    harmful: bool
    source: str
    chance: float
    label: Text
    story: Text
    effects: dict[str, float] = field(default_factory=dict)
    quarters: tuple[int, int] = (1, QUARTERS)
    tilt: dict[str, float] = field(default_factory=dict)
    odds: dict[str, float] = field(default_factory=dict)
    requires: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    shields: dict[str, float] = field(default_factory=dict)
    boosts: dict[str, float] = field(default_factory=dict)
    money: float = 0.0
    money_share: float = 0.0
    staff: float = 0.0
    limit: int = 1
    pause: int = 4

    @cached_property
    def changes(self) -> Changes:
        """The effects by the index of their level."""
        return tuple((INDEX[name], amount) for name, amount in self.effects.items())

    @cached_property
    def most(self) -> float:
        """The highest its probability can rise, whatever the levels and the decisions taken."""
        bound = self.chance
        for slope in self.tilt.values():
            bound *= 1 + abs(slope)
        for factor in self.odds.values():
            bound *= max(1.0, factor)
        return bound

    @cached_property
    def slopes(self) -> Changes:
        """The tilts by the index of their level."""
        return tuple((INDEX[name], slope) for name, slope in self.tilt.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """Every decision by its id, and the events in the order they are drawn."""

    decisions: Mapping[str, Decision]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A decision taken in a quarter (1 to 12), with more or less effort."""

    quarter: int
    decision: str
    effort: str = "normal"
