"""The partnership game without a computer: the arithmetic of its engine, on a board with a pencil.

A gain g moves a level x by g·(1 - x/100), so it always leaves the same share of the way still to
go. The board is drawn with that measure: each square is `SQUARE` of what was left before it, and a
decision moves a team forward by the same number of squares wherever it stands. A loss is a share
of what one has: it costs more squares the higher one stands, so it is given for three zones.

Whatever the engine does by itself (income, wear, what pulls what) is measured by playing it, not
written here a second time; rounding to whole squares is what paper costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, log
from typing import Final

from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import model
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.chance import draws, probability
from passerelles_widgets.simulators.partnership.engine import advance
from passerelles_widgets.simulators.partnership.rules import INDEX, LEVELS, Decision, Event, Rules
from passerelles_widgets.simulators.partnership.state import Running, Setting, State

SQUARE: Final = 0.08
SQUARES: Final = 26
ZONES: Final = (0, 30, 60)
"""Where the light, the middle and the dark zone of the board begin."""
MIDDLES: Final = (20.0, 45.0, 70.0)
QUALITY: Final = ("evidence", "trust", "partner", "team")
NEVER: Final = -1.0
HIGHEST: Final = 100


def level(square_reached: int) -> float:
    """Return the level that a square stands for, 0 to 100."""
    return 100 * (1 - (1 - SQUARE) ** square_reached)


def square(reached: float) -> int:
    """Return the square nearest to a level."""
    return min(SQUARES, round(_place(reached)))


def zone(square_reached: int) -> int:
    """Return the zone of a square: 0 light, 1 middle, 2 dark."""
    return sum(level(square_reached) >= low for low in ZONES[1:])


def moves(amount: float) -> tuple[int, int, int]:
    """Return the squares an effect is worth in each zone; forward it is the same in all three."""
    if amount >= 0:
        forward = round(_place(amount))
        return forward, forward, forward
    low, mid, high = (round(_place(x * (1 + amount / 100)) - _place(x)) for x in MIDDLES)
    return low, mid, high


def yields(produces: float, quality: float, quarters: int) -> int:
    """Return the squares of results an initiative gives in a round, at a quality of 0 to 100."""
    return round(quarters * _place(produces * quality / 100))


def rounds_run(decision: Decision, quarters: int) -> int:
    """Return how many rounds an initiative runs."""
    return ceil(decision.runs / quarters)


def _place(reached: float) -> float:
    return log(1 - min(reached, 99.0) / 100) / log(1 - SQUARE)


@dataclass(frozen=True, slots=True)
class Table:
    """A game set on paper: where every team starts and what a round does by itself."""

    setting: Setting
    squares: Mapping[str, int]
    money: float
    quarters: int

    def received(self, support: int) -> int:
        """Return what a round brings in, by the square of support, to the half thousand."""
        before = self._state({"support": level(support)})
        after = advance(before, (), self._calm())
        return round(self.quarters * (after.money - before.money) / 500) * 500

    def wear(self, name: str, square_reached: int) -> int:
        """Return the squares a level has lost at the end of a round that nobody kept it up in."""
        x = level(square_reached)
        levels = {name: x} | ({"partner": MIDDLES[1]} if name == "results" else {})
        return round(_place(x) - _place(self._drifted(levels)[INDEX[name]]))

    def pulled_from(self, name: str, sources: tuple[str, ...]) -> int:
        """Return the least level of `sources` that carries `name` a square forward in a round."""
        alone = self._drifted({name: MIDDLES[1]})[INDEX[name]]
        for reached in range(HIGHEST):
            levels = {name: MIDDLES[1]} | dict.fromkeys(sources, float(reached))
            if _place(self._drifted(levels)[INDEX[name]]) - _place(alone) >= 1 / 2:
                return reached
        return HIGHEST

    def gap(self) -> int:
        """Return how many squares apart legitimacy draws support one square after it in a round."""
        here = square(MIDDLES[1])
        for apart in range(1, SQUARES - here):
            levels = {"support": level(here), "legitimacy": level(here + apart)}
            if _place(self._drifted(levels)[INDEX["support"]]) - here >= 1 / 2:
                return apart
        return SQUARES

    def least_commitment(self) -> int:
        """Return the commitment below which an initiative yields half."""
        full = self._worked(HIGHEST - 1)
        return next(x for x in range(HIGHEST) if self._worked(x) >= full - 1e-9)

    def _worked(self, commitment: float) -> float:
        levels = dict.fromkeys(QUALITY, 50.0) | {"commitment": commitment}
        before = replace(self._state(levels), running=(Running(20.0, 1),))
        return advance(before, (), self._calm()).levels[INDEX["results"]]

    def _drifted(self, levels: Mapping[str, float]) -> tuple[float, ...]:
        state = self._state(levels)
        for _ in range(self.quarters):
            state = advance(state, (), self._calm())
        return state.levels

    def _state(self, levels: Mapping[str, float]) -> State:
        return State(0, tuple(levels.get(name, 0.0) for name in LEVELS), 0.0)

    def _calm(self) -> Setting:
        return replace(self.setting, rules=Rules(rules().decisions, ()))


def table(values: Mapping[str, object], quarters: int) -> Table:
    """Set a game with these values of the simulator, the others as the simulator has them."""
    scenario = model.Scenario.from_values(simulators.load("partnership").check(dict(values)))
    begun = model.begin(scenario)
    squares = {name: square(begun.levels[INDEX[name]]) for name in LEVELS}
    return Table(scenario.setting, squares, begun.money, quarters)


@dataclass(frozen=True, slots=True)
class Chance:
    """An event that a story's dice allow in a quarter, and where it stops coming.

    `bound` is the mean of the levels `depends` at which it stops coming (`falling`) or begins to;
    None when it comes whatever they are, NEVER when only a decision of `changed` can bring it,
    each with its own bound. `seen` says that it may have come already and then stays away.
    """

    event: Event
    quarter: int
    depends: tuple[str, ...]
    bound: float | None
    falling: bool
    changed: Mapping[str, float | None]
    seen: bool


def story(setting: Setting, quarters: range) -> tuple[Chance, ...]:
    """Return what the dice of a story allow in some quarters, in the order they are drawn."""
    events = rules().events
    found: list[Chance] = []
    for quarter in quarters:
        for event, drawn in zip(events, draws(setting.seed, quarter, len(events)), strict=True):
            if not event.quarters[0] <= quarter <= event.quarters[1]:
                continue
            plain = _bound(event, drawn, (), setting.difficulty)
            changed = {
                name: _bound(event, drawn, (name,), setting.difficulty) for name in event.odds
            }
            changed = {name: bound for name, bound in changed.items() if bound != plain}
            if plain == NEVER and all(bound == NEVER for bound in changed.values()):
                continue
            before = [one.quarter for one in found if one.event.id == event.id]
            again = bool(before) and (
                event.limit <= len(before) or quarter - before[-1] < event.pause
            )
            found.append(
                Chance(event, quarter, tuple(event.tilt), plain, falling(event), changed, again)
            )
    return tuple(found)


def falling(event: Event) -> bool:
    """Return whether an event comes less as the levels it depends on rise."""
    # No event has levels that pull opposite ways: one bound on their mean says it.
    return sum(event.tilt.values()) < 0


def _bound(event: Event, drawn: float, done: tuple[str, ...], difficulty: float) -> float | None:
    def comes(mean: float) -> bool:
        levels = [mean if name in event.tilt else 0.0 for name in LEVELS]
        return drawn < probability(event, levels, done, difficulty)

    at = [mean for mean in range(HIGHEST + 1) if comes(float(mean))]
    if not at:
        return NEVER
    if len(at) == HIGHEST + 1 or (not falling(event) and at[0] <= level(1)):
        return None
    return float(at[-1] + 1 if falling(event) else at[0])
