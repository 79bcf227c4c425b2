"""Who is in charge: posts filled, competences covered, and a plan for what is missing.

* c_ℓk = the best credit in competence k among the people of level ℓ: has 1, learns λ, else 0
  (0 where the level has nobody). Coverage of a level = the mean of c_ℓk over the competences
  it needs; coverage of the team = the mean over the 17 pairs (7 political, 9 technical, 1
  administrative). After training, the pairs trained count 1.
* missing = pairs with c_ℓk = 0; fragile = pairs that one person alone has.
* technical time = Σ of the working time of the technical posts, in full-time posts.
* cost = hours of training × cost of an hour.

The plan of training is in `training`. One person may hold several posts, one row each. Rows
without a name are left out and counted in `unnamed`. Somebody who controls (legal or
financial services) and also decides or manages is named in `mixed`.

Source: levels, posts and competences, guide 3.1.8; the measures are this course’s own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.team.posts import (
    COMPETENCES,
    EFFORT,
    LEVELS,
    NEEDED,
    PAIRS,
    POSTS,
    Level,
)
from passerelles_widgets.simulators.team.prefill import prefill
from passerelles_widgets.simulators.team.training import Item, Means, Member, best, holders, plan

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The team and what training may take."""

    members: tuple[Member, ...]
    unnamed: int
    means: Means
    hour_cost: float
    least_time: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = [row for row in values["people"] if row["name"]]
        return cls(
            members=tuple(
                Member(
                    row["name"],
                    row["post"],
                    row["time"] / 100,
                    {competence: row[competence] for competence in COMPETENCES},
                )
                for row in rows
            ),
            unnamed=len(values["people"]) - len(rows),
            means=Means(
                team_hours=values["team_hours"],
                person_hours=values["person_hours"],
                hours={name: values[f"hours_{EFFORT.get(name, 'skill')}"] for name in COMPETENCES},
                learning_credit=values["learning_credit"] / 100,
                stand_ins=values["stand_ins"],
            ),
            hour_cost=values["hour_cost"],
            least_time=values["least_time"] / 100,
        )


@dataclass(frozen=True, slots=True)
class Cover:
    """One competence at one level: credit (0 to 1), who has it and who is learning it."""

    level: Level
    competence: str
    credit: float
    has: tuple[str, ...]
    learning: tuple[str, ...]

    @property
    def state(self) -> str:
        """One of `has`, `learning`, `none`: the best anybody of the level can offer."""
        return "has" if self.has else "learning" if self.learning else "none"


@dataclass(frozen=True, slots=True)
class LevelCover:
    """One level: its coverage (0 to 1) and how many competences are held, learned, missing."""

    level: Level
    coverage: float
    held: int
    learned: int
    missing: int


@dataclass(frozen=True, slots=True)
class Result:
    """The team as it stands and what training would change; shares from 0 to 1, euros."""

    covers: tuple[Cover, ...]
    levels: tuple[LevelCover, ...]
    posts: Mapping[str, tuple[Member, ...]]
    items: tuple[Item, ...]
    mixed: tuple[str, ...]
    unnamed: int
    least_time: float
    team_hours: float
    coverage: float
    coverage_after: float
    posts_filled: int
    missing: int
    fragile: int
    hours: float
    cost: float
    technical_time: float

    @property
    def vacant(self) -> tuple[str, ...]:
        """The posts nobody holds."""
        return tuple(post for post, members in self.posts.items() if not members)

    @property
    def borrowed(self) -> tuple[Item, ...]:
        """The lines of the plan to be filled by borrowing."""
        return tuple(item for item in self.items if item.way == "borrow")


def run(scenario: Scenario) -> Result:
    """Cover the levels, find the gaps and plan the training."""
    members, means = scenario.members, scenario.means
    covers = tuple(_cover(members, level, competence, means) for level, competence in PAIRS)
    items = plan(members, means)
    trained = {(item.level, item.competence) for item in items if item.way == "train"}
    after = [1.0 if (c.level, c.competence) in trained else c.credit for c in covers]
    hours = math.fsum(item.hours for item in items if item.way == "train")
    posts = {post: tuple(m for m in members if m.post == post) for post in POSTS}
    return Result(
        covers=covers,
        levels=tuple(_level(level, covers) for level in LEVELS),
        posts=posts,
        items=items,
        mixed=_mixed(members),
        unnamed=scenario.unnamed,
        least_time=scenario.least_time,
        team_hours=means.team_hours,
        coverage=math.fsum(cover.credit for cover in covers) / len(PAIRS),
        coverage_after=math.fsum(after) / len(PAIRS),
        posts_filled=sum(1 for holding in posts.values() if holding),
        missing=sum(1 for cover in covers if cover.state == "none"),
        fragile=sum(1 for cover in covers if len(cover.has) == 1),
        hours=hours,
        cost=hours * scenario.hour_cost,
        technical_time=math.fsum(m.time for m in members if m.level == "technical"),
    )


def _cover(members: tuple[Member, ...], level: Level, competence: str, means: Means) -> Cover:
    learning = {
        m.person: m.name for m in members if m.level == level and m.states[competence] == "learning"
    }
    return Cover(
        level,
        competence,
        best(members, level, competence, means),
        tuple(member.name for member in holders(members, level, competence)),
        tuple(learning.values()),
    )


def _level(level: Level, covers: tuple[Cover, ...]) -> LevelCover:
    own = [cover for cover in covers if cover.level == level]
    states = [cover.state for cover in own]
    return LevelCover(
        level,
        math.fsum(cover.credit for cover in own) / len(NEEDED[level]),
        states.count("has"),
        states.count("learning"),
        states.count("none"),
    )


def _mixed(members: tuple[Member, ...]) -> tuple[str, ...]:
    """Name those who control and also decide or manage."""
    controlling = {m.person for m in members if m.level == "administrative"}
    found = {m.person: m.name for m in members if m.level != "administrative"}
    return tuple(name for person, name in found.items() if person in controlling)


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier’s `management` section."""
    return {
        "management": {
            "members": [
                {
                    "name": member.name,
                    "post": member.post,
                    "time": member.time,
                    "has": [name for name, state in member.states.items() if state == "has"],
                    "learning": [
                        name for name, state in member.states.items() if state == "learning"
                    ],
                }
                for member in scenario.members
            ],
            "coverage": {item.level: item.coverage for item in result.levels},
            "training": [
                {
                    "level": item.level,
                    "competence": item.competence,
                    "way": item.way,
                    "trainee": item.trainee,
                    "hours": item.hours,
                    "priority": item.priority,
                }
                for item in result.items
            ],
        }
    }
