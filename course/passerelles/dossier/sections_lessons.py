"""What the partnership game taught: outcome, decisions that counted, and one's own lesson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within

QUARTERS: Final = 12
MAX_POINTS: Final = 100
MAX_SEED: Final = 9999

Effectiveness = Literal["ownership", "results", "inclusiveness", "accountability"]
PlanPlayed = Literal["own", "guide", "money", "speed", "visibility"]
Weather = Literal["calm", "usual", "rough"]


@dataclass(frozen=True, slots=True)
class PlayedDecision:
    """A decision of the game: its quarter, the points it added, the recommendation of G 5."""

    decision: str
    quarter: int
    points: float
    recommendation: str

    def __post_init__(self) -> None:
        bounded(self)
        within("quarter", self.quarter, QUARTERS, 1)
        within("points", self.points, MAX_POINTS, -MAX_POINTS)


@dataclass(frozen=True, slots=True)
class MetEvent:
    """Something that happened in the game, and in which quarter."""

    event: str
    quarter: int

    def __post_init__(self) -> None:
        bounded(self)
        within("quarter", self.quarter, QUARTERS, 1)


@dataclass(frozen=True, slots=True)
class Lessons:
    """A game of twelve quarters (G 2.4, R 6).

    Scores go from 0 to 100: `overall` and the four `principles` of this story, `mean`,
    `low` and `high` of the overall score over other stories with the same plan.
    `decisions` come with the most useful first; `takeaway` is the learner's own words.
    """

    strategy: PlanPlayed
    difficulty: Weather
    seed: int
    overall: float
    principles: dict[Effectiveness, float]
    mean: float
    low: float
    high: float
    decisions: tuple[PlayedDecision, ...] = ()
    events: tuple[MetEvent, ...] = ()
    takeaway: str = ""

    def __post_init__(self) -> None:
        bounded(self)
        within("seed", self.seed, MAX_SEED, 1)
        for name in ("overall", "mean", "low", "high"):
            within(name, getattr(self, name), MAX_POINTS)
        for principle, score in self.principles.items():
            within(principle, score, MAX_POINTS)
