"""The game itself: a pure step, quarter by quarter, and the four principles at the end.

Levels x from 0 to 100 (`rules.LEVELS`), money m in euros, staff in person-months.
A gain g > 0 changes x by g·(1 − x/100), a loss g < 0 by g·x/100: the higher one
stands, the harder it is to climb and the further one falls.

Each quarter, in this order:

1. m += income·(0.6 + 0.8·support/100) + income won; upkeep is paid first; the
   share that cannot be paid costs 8 points of coordination.
2. decisions, in the order given, as long as prerequisites, staff and money
   allow. Effort multiplies cost by 0.6, 1 or 1.5 and effect by 0.5, 1 or 1.25.
   A grant brings its amount × (evidence + team)/200.
3. each running initiative yields y·q·k of results, with the quality
   q = (evidence·trust·partner·team)^(1/4)/100: money without any of the four
   yields nothing. It halves when commitment is below 20. k is an assumption.
4. events: event i comes when u_i < p_i, u_i uniform, drawn once for each
   seed, quarter and event, whatever was decided;
   p = chance·d·Π max(0, 1 + tilt_v·(x_v − 50)/50)·Π odds, at most 0.95,
   with d the difficulty for harmful events and 1/d for good ones.
5. drift, with ε the erosion:
   x ← (1 − ε)·x for every level but support and results;
   support += 0.10·(legitimacy − support);
   legitimacy gains 5·(results·transparency)/100²: residents credit what they see;
   trust gains 3·coordination/100, commitment 4·results/100;
   results ← results·(1 − ε_R·(1 − partner/100)): what the partner can run lasts.

At the end (and at any time), from 0 to 100, each a weighted mean:

   ownership      = 0.40·commitment + 0.30·partner + 0.20·trust + 0.10·evidence
   results        = 0.75·results + 0.25·√(results·evidence)
   inclusiveness  = 0.50·trust + 0.35·coordination + 0.15·legitimacy
   accountability = 0.60·transparency + 0.20·legitimacy + 0.20·commitment
   overall        = (ownership·results·inclusiveness·accountability)^(1/4)

The geometric mean lets no principle be bought with another. Principles: guide
2.4. Every coefficient is a hypothesis of this course.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Final

from passerelles_widgets.simulators.partnership.chance import draws, probability
from passerelles_widgets.simulators.partnership.rules import (
    COST_OF_EFFORT,
    EFFECT_OF_EFFORT,
    INDEX,
    LEVELS,
    QUARTERS,
    Action,
    Changes,
    Decision,
    Event,
)
from passerelles_widgets.simulators.partnership.state import (
    Quarter,
    Reason,
    Refused,
    Running,
    Setting,
    State,
)

TRUST: Final = INDEX["trust"]
SUPPORT: Final = INDEX["support"]
LEGITIMACY: Final = INDEX["legitimacy"]
COMMITMENT: Final = INDEX["commitment"]
RESULTS: Final = INDEX["results"]
EVIDENCE: Final = INDEX["evidence"]
TRANSPARENCY: Final = INDEX["transparency"]
COORDINATION: Final = INDEX["coordination"]
TEAM: Final = INDEX["team"]
PARTNER: Final = INDEX["partner"]

_EROSION_FREE: Final = (SUPPORT, RESULTS)
_LITTLE: Final = 1e-9
_LEAST_COMMITMENT: Final = 20
_UNPAID: Final = -8.0


def advance(state: State, decisions: Sequence[Action], setting: Setting) -> State:
    """Play one quarter: the decisions of this round, then what nobody decides.

    Pure: the same state, decisions and setting (with its seed) always give the
    same state. The quarters written on the actions do not matter here.
    """
    return _Round(state, setting).play(decisions)


def run(start: State, plan: Iterable[Action], setting: Setting) -> State:
    """Play the whole game from `start`, each action in its quarter."""
    rounds: list[list[Action]] = [[] for _ in range(QUARTERS)]
    for action in plan:
        rounds[action.quarter - 1].append(action)
    state = start
    for number in range(start.quarter, QUARTERS):
        state = advance(state, rounds[number], setting)
    return state


def available(state: State, setting: Setting) -> dict[str, Reason | None]:
    """Return, for each decision, None when it can be taken next quarter, or why not."""
    opened = _Round(state, setting)
    opened.open()
    found: dict[str, Reason | None] = {}
    for name in setting.rules.decisions:
        refused = opened.refusal(Action(state.quarter + 1, name))
        found[name] = refused.reason if refused else None
    return found


class _Round:
    """One quarter being played: mutable inside, thrown away once the next state is made."""

    __slots__ = (
        "absent",
        "done",
        "income",
        "levels",
        "money",
        "number",
        "running",
        "setting",
        "staff",
        "state",
        "upkeep_money",
        "upkeep_staff",
    )

    def __init__(self, state: State, setting: Setting) -> None:
        self.state = state
        self.setting = setting
        self.number = state.quarter + 1
        self.levels = list(state.levels)
        self.money = state.money
        self.staff = max(0.0, setting.staff - state.absent)
        self.income = state.income
        self.upkeep_staff = state.upkeep_staff
        self.upkeep_money = state.upkeep_money
        self.absent = 0.0
        self.done = dict(state.done)
        self.running = list(state.running)

    def play(self, decisions: Sequence[Action]) -> State:
        self.open()
        taken, refused = [], []
        for action in decisions:
            found = self.refusal(action)
            if found is None:
                self.take(action)
                taken.append(action)
            else:
                refused.append(found)
        self.work()
        events = self.happen()
        self.drift()
        levels = tuple(self.levels)
        log = Quarter(
            self.number, tuple(taken), tuple(refused), events, levels, self.money, self.staff
        )
        seen = dict(self.state.seen)
        for name in events:
            seen[name] = (*seen.get(name, ()), self.number)
        return State(
            self.number,
            levels,
            self.money,
            self.income,
            self.upkeep_staff,
            self.upkeep_money,
            self.absent,
            self.done,
            seen,
            tuple(self.running),
            (*self.state.log, log),
        )

    def change(self, changes: Changes, gain: float = 1.0, loss: float = 1.0) -> None:
        levels = self.levels
        for place, amount in changes:
            x = levels[place]
            if amount >= 0:
                levels[place] = x + min(100.0, amount * gain) * (1 - x / 100)
            else:
                levels[place] = x + max(-100.0, amount * loss) * x / 100

    def open(self) -> None:
        """Take in the quarter's money, then pay for what is kept going."""
        self.money += self.income
        self.money += self.setting.income * (0.6 + 0.8 * self.levels[SUPPORT] / 100)
        asked = self.upkeep_money
        paid = min(asked, self.money)
        self.money -= paid
        worked = min(self.upkeep_staff, self.staff)
        self.staff -= worked
        missing = 0.0
        if asked:
            missing = 1 - paid / asked
        if self.upkeep_staff:
            missing = max(missing, 1 - worked / self.upkeep_staff)
        if missing > _LITTLE:
            self.change(((COORDINATION, _UNPAID * missing),))

    def refusal(self, action: Action) -> Refused | None:
        """Say why a decision cannot be taken now, or None."""
        decision = self.setting.rules.decisions[action.decision]
        for group in decision.requires:
            if not any(name in self.done and self.done[name][0] < self.number for name in group):
                return Refused(action, "requires", group)
        for name in decision.unless:
            if name in self.done:
                return Refused(action, "unless", (name,))
        for place, low in decision.thresholds:
            if self.state.levels[place] < low:
                return Refused(action, "level", (LEVELS[place],))
        reason = self.too_often(decision) or self.too_dear(decision, action.effort)
        return Refused(action, reason) if reason else None

    def too_often(self, decision: Decision) -> Reason | None:
        before = self.done.get(decision.id, ())
        if len(before) >= decision.limit:
            return "limit"
        if before and self.number - before[-1] < decision.pause:
            return "pause"
        return None

    def too_dear(self, decision: Decision, effort: str) -> Reason | None:
        share = COST_OF_EFFORT[effort]
        if decision.staff * share > self.staff + _LITTLE:
            return "staff"
        if decision.money * share > self.money + _LITTLE:
            return "money"
        return None

    def take(self, action: Action) -> None:
        """Pay for a decision and let it take effect."""
        decision = self.setting.rules.decisions[action.decision]
        share = COST_OF_EFFORT[action.effort]
        effect = EFFECT_OF_EFFORT[action.effort]
        self.staff = max(0.0, self.staff - decision.staff * share)
        self.money = max(0.0, self.money - decision.money * share)
        if decision.grant:
            shown = (self.levels[EVIDENCE] + self.levels[TEAM]) / 200
            self.money += decision.grant * effect * shown
        self.money += decision.brings * effect
        self.income += decision.income * effect
        self.upkeep_staff += decision.upkeep_staff
        self.upkeep_money += decision.upkeep_money
        self.change(decision.changes, effect, effect)
        if decision.improves != 1:
            factor = 1 + (decision.improves - 1) * effect
            self.running = [Running(item.output * factor, item.left) for item in self.running]
        if decision.runs:
            self.running.append(Running(decision.produces * effect, decision.runs))
        self.done[action.decision] = (*self.done.get(action.decision, ()), self.number)

    def work(self) -> None:
        """Let running initiatives produce results."""
        if not self.running:
            return
        levels = self.levels
        product = levels[EVIDENCE] * levels[TRUST] * levels[PARTNER] * levels[TEAM]
        quality = sqrt(sqrt(product)) / 100 * self.setting.yielding
        if levels[COMMITMENT] < _LEAST_COMMITMENT:
            quality /= 2
        self.change(tuple((RESULTS, item.output * quality) for item in self.running))
        self.running = [
            Running(item.output, item.left - 1) for item in self.running if item.left > 1
        ]

    def happen(self) -> tuple[str, ...]:
        """Draw the events of the quarter and let them take effect."""
        rules = self.setting.rules
        found = []
        hard = max(self.setting.difficulty, 1 / self.setting.difficulty)
        for event, drawn in zip(
            rules.events, draws(self.setting.seed, self.number, len(rules.events)), strict=True
        ):
            # The cheap test first: most numbers drawn are past anything the event could reach.
            if drawn > event.most * hard:
                continue
            if not self.possible(event):
                continue
            if drawn < probability(event, self.levels, self.done, self.setting.difficulty):
                self.undergo(event)
                found.append(event.id)
        return tuple(found)

    def possible(self, event: Event) -> bool:
        if not event.quarters[0] <= self.number <= event.quarters[1]:
            return False
        before = self.state.seen.get(event.id, ())
        if len(before) >= event.limit or (before and self.number - before[-1] < event.pause):
            return False
        if any(name in self.done for name in event.unless):
            return False
        return all(any(name in self.done for name in group) for group in event.requires)

    def undergo(self, event: Event) -> None:
        harm = good = 1.0
        for name, factor in event.shields.items():
            if name in self.done:
                harm *= factor
        for name, factor in event.boosts.items():
            if name in self.done:
                good *= factor
        self.change(event.changes, good, harm)
        self.money = max(0.0, self.money + event.money * (good if event.money > 0 else harm))
        self.money *= 1 - min(1.0, event.money_share * harm)
        self.absent += event.staff * harm

    def drift(self) -> None:
        """Let levels erode and pull on each other."""
        levels = self.levels
        results, partner = levels[RESULTS], levels[PARTNER]
        seen = results * levels[TRANSPARENCY] / 100
        met = levels[COORDINATION]
        keep = 1 - self.setting.erosion
        for place in range(len(levels)):
            if place not in _EROSION_FREE:
                levels[place] *= keep
        levels[SUPPORT] += 0.1 * (levels[LEGITIMACY] - levels[SUPPORT])
        levels[RESULTS] = results * (1 - self.setting.results_erosion * (1 - partner / 100))
        self.change(
            (
                (LEGITIMACY, 5 * seen / 100),
                (TRUST, 3 * met / 100),
                (COMMITMENT, 4 * results / 100),
            )
        )
