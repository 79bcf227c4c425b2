"""A training plan: what to learn first, who learns it, and what the hours do not reach.

A gap is a pair (level, competence) whose best credit c is below 1, or, when stand-ins are
wanted, one that a single person holds. Its priority is 1 when nobody has or learns it, 2
when somebody is learning it, 3 for a stand-in. It takes h (1 − c) hours, with h the hours of
the competence and c the credit of whoever would learn it (has 1, learns λ, else 0).

Gaps are taken by priority, then the shortest first, then in the order of the guide. Somebody
of that level learns: the one who knows most already, then the one with most working time,
provided that the team’s hours and that person’s are enough. Otherwise the competence is to
be borrowed: from a university, an association, the region or the partner.

The rules are this course’s own; the levels and competences are those of guide 3.1.8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from passerelles_widgets.simulators.team.posts import PAIRS, POSTS, Level

State = Literal["has", "learning", "none"]


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one post: share of working time (0 to 1), what they know by competence."""

    name: str
    post: str
    time: float
    states: dict[str, State]

    @property
    def level(self) -> Level:
        """The level the post belongs to."""
        return POSTS[self.post]

    @property
    def person(self) -> str:
        """The person behind the post, however the name is written."""
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class Means:
    """What training may take: hours of the whole team and of one person, hours by competence."""

    team_hours: float
    person_hours: float
    hours: dict[str, float]
    learning_credit: float
    stand_ins: bool

    def credit(self, state: State) -> float:
        """Return how much of a competence a state is worth, 0 to 1."""
        return {"has": 1.0, "learning": self.learning_credit, "none": 0.0}[state]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the plan; `trainee` is empty when the competence is to be borrowed."""

    level: Level
    competence: str
    priority: int
    hours: float
    way: Literal["train", "borrow"]
    trainee: str


@dataclass(frozen=True, slots=True)
class _Gap:
    level: Level
    competence: str
    priority: int
    candidates: tuple[Member, ...]
    hours: float


def best(members: Sequence[Member], level: Level, competence: str, means: Means) -> float:
    """Return the best credit anybody of a level has in a competence (0 with nobody)."""
    return max(
        (means.credit(m.states[competence]) for m in members if m.level == level), default=0.0
    )


def holders(members: Sequence[Member], level: Level, competence: str) -> tuple[Member, ...]:
    """Return who fully has a competence at a level, each person once."""
    found = {m.person: m for m in members if m.level == level and m.states[competence] == "has"}
    return tuple(found.values())


def plan(members: Sequence[Member], means: Means) -> tuple[Item, ...]:
    """Return the lines of the plan in the order in which hours are given."""
    gaps = [gap for pair in PAIRS if (gap := _gap(members, *pair, means)) is not None]
    order = sorted(range(len(gaps)), key=lambda n: (gaps[n].priority, gaps[n].hours, n))
    left = means.team_hours
    own: dict[str, float] = {}
    made = []
    for gap in (gaps[n] for n in order):
        trainee = _trainee(gap, lambda m: means.person_hours - own.get(m.person, 0.0))
        if trainee is None or gap.hours > left:
            made.append(Item(gap.level, gap.competence, gap.priority, gap.hours, "borrow", ""))
            continue
        left -= gap.hours
        own[trainee.person] = own.get(trainee.person, 0.0) + gap.hours
        item = Item(gap.level, gap.competence, gap.priority, gap.hours, "train", trainee.name)
        made.append(item)
    return tuple(made)


def _gap(members: Sequence[Member], level: Level, competence: str, means: Means) -> _Gap | None:
    """Return what is wanting in a pair, None when nothing is."""
    known = best(members, level, competence, means)
    holding = {member.person for member in holders(members, level, competence)}
    if holding and (len(holding) > 1 or not means.stand_ins):
        return None
    others = [m for m in members if m.level == level and m.person not in holding]
    ranked = sorted(others, key=lambda m: (-means.credit(m.states[competence]), -m.time))
    if holding and not ranked:
        return None  # nobody to stand in
    learning = any(m.states[competence] == "learning" for m in ranked)
    priority = 3 if holding else 2 if learning else 1
    credit = means.credit(ranked[0].states[competence]) if ranked else known
    hours = means.hours[competence] * (1 - credit)
    return _Gap(level, competence, priority, tuple(ranked), hours)


def _trainee(gap: _Gap, room: Callable[[Member], float]) -> Member | None:
    """Return the first candidate with enough hours, among those as advanced as the first."""
    state = gap.candidates[0].states[gap.competence] if gap.candidates else "none"
    for member in gap.candidates:
        if member.states[gap.competence] == state and room(member) >= gap.hours:
            return member
    return None
