"""The programme with the peer: four kinds of activity, their calendar and their cost.

Cost of an activity (euros) = travellers · (T + d·D) + d·I·[no shared language] + a·d·A
+ d·W·[written lessons], with d its days, T the return journey, D a day’s board and lodging,
I a day of interpreting, a the people from migrants’ associations, A their pay a day, W a day
of writing. Nobody travels for an activity held online.

Source: the four activities, guide 4; the amounts are hypotheses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

KINDS: Final = ("meetings", "visits", "training-sessions", "written-lessons")
"""The four activities, in the order in which an exchange usually needs them (guide 4)."""

WRITTEN: Final = KINDS[3]
ONLINE: Final = "online"
DAYS_A_MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Prices:
    """Unit costs in euros: a journey, a day’s board, interpreting, association pay, writing."""

    journey: float
    board: float
    interpreting: float
    association: float
    writing: float


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity: its kind, who hosts it, its month (from 1), days, people and associations."""

    kind: str
    host: str
    month: int
    days: int
    people: int
    associations: int


@dataclass(frozen=True, slots=True)
class Costed:
    """An activity with its cost in euros, part by part; `end` is the month in which it ends."""

    activity: Activity
    travel: float
    interpreting: float
    associations: float
    writing: float
    end: float

    @property
    def cost(self) -> float:
        """The whole cost in euros."""
        return self.travel + self.interpreting + self.associations + self.writing


def costed(activity: Activity, prices: Prices, *, interpreted: bool) -> Costed:
    """Return an activity with its cost."""
    travellers = 0 if activity.host == ONLINE else activity.people
    return Costed(
        activity=activity,
        travel=travellers * (prices.journey + activity.days * prices.board),
        interpreting=activity.days * prices.interpreting * interpreted,
        associations=activity.associations * activity.days * prices.association,
        writing=activity.days * prices.writing * (activity.kind == WRITTEN),
        end=activity.month + activity.days / DAYS_A_MONTH,
    )


def missing(activities: Sequence[Activity]) -> tuple[str, ...]:
    """Return the kinds of activity the programme lacks."""
    held = {activity.kind for activity in activities}
    return tuple(kind for kind in KINDS if kind not in held)


def rushed(activities: Sequence[Activity], apart: int) -> tuple[tuple[Activity, Activity], ...]:
    """Return the activities in person that follow each other in less than `apart` months."""
    held = sorted(
        (activity for activity in activities if activity.host != ONLINE),
        key=lambda activity: activity.month,
    )
    return tuple((one, two) for one, two in pairwise(held) if two.month - one.month < apart)


def association_share(activities: Sequence[Activity]) -> float:
    """Return the share of participant days that go to migrants’ associations (0 to 1)."""
    days = sum(activity.people * activity.days for activity in activities)
    theirs = sum(activity.associations * activity.days for activity in activities)
    return theirs / days if days else 0.0
