"""The state of a game between two quarters, and the setting that does not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from passerelles_widgets.simulators.partnership.rules import Action, Rules

Reason = Literal["requires", "unless", "level", "limit", "pause", "staff", "money"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not change during a game; `staff` is person-months a quarter, money euros.

    `erosion` and `results_erosion` are shares lost a quarter, `difficulty` multiplies the
    probability of harmful events, `yielding` what initiatives produce.
    """

    rules: Rules
    seed: int = 1
    difficulty: float = 1.0
    staff: float = 4.0
    income: float = 7000.0
    erosion: float = 0.025
    results_erosion: float = 0.06
    yielding: float = 1.0


@dataclass(frozen=True, slots=True)
class Running:
    """An initiative under way: points of results a quarter at full quality, and quarters left."""

    output: float
    left: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that could not be taken, why, and what was missing (decisions, a level)."""

    action: Action
    reason: Reason
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarter:
    """What happened in one quarter; levels, money and staff are those at its end."""

    number: int
    taken: tuple[Action, ...]
    refused: tuple[Refused, ...]
    events: tuple[str, ...]
    levels: tuple[float, ...]
    money: float
    staff_left: float


@dataclass(frozen=True, slots=True)
class State:
    """The game after `quarter` quarters: everything the next one needs, and its log."""

    quarter: int
    levels: tuple[float, ...]
    money: float
    income: float = 0.0
    upkeep_staff: float = 0.0
    upkeep_money: float = 0.0
    absent: float = 0.0
    done: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    seen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    running: tuple[Running, ...] = ()
    log: tuple[Quarter, ...] = ()
