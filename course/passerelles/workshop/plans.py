"""Session plans: what a trainer says and does, minute by minute, and what participants do.

One YAML file a plan (`course/trainer/plans/<id>.yml`), both languages side by side. The board
walks through it and the printed kit is made from it. `plan_checks` says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from passerelles.build.course import places
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import Language, Text

ItemKind = Literal[
    "talk",
    "estimate",
    "vote",
    "simulator",
    "exercise",
    "game",
    "teamwork",
    "debrief",
    "break",
]
ITEM_KINDS: Final[dict[str, Text]] = {
    "talk": Text("Exposé", "Talk"),
    "estimate": Text("Estimation", "Estimate"),
    "vote": Text("Vote", "Vote"),
    "simulator": Text("Simulateur", "Simulator"),
    "exercise": Text("Exercice", "Exercise"),
    "game": Text("Jeu", "Game"),
    "teamwork": Text("Travail en équipe", "Teamwork"),
    "debrief": Text("Mise en commun", "Debrief"),
    "break": Text("Pause", "Break"),
}
DAYS: Final = Text("jours", "days")


@dataclass(frozen=True, slots=True)
class PlanOption:
    """One of the choices of a vote."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """Something the board opens: `question` is what everyone reads.

    `estimate`: `unit`, and `figure` when the answer stands in the library (an id of
    `simulators.magnitudes`). `vote`: `mode` and `options`. `question`: short texts the trainer
    lets through. `simulator` and `exercise`: where to go. `after` is said when it is revealed.
    """

    id: str
    kind: Literal["estimate", "vote", "question", "simulator", "exercise"]
    question: Text
    unit: Text | None = None
    figure: str | None = None
    mode: Literal["single", "multiple", "order"] = "single"
    options: tuple[PlanOption, ...] = ()
    simulator: str | None = None
    exercise: str | None = None
    after: Text | None = None


@dataclass(frozen=True, slots=True)
class PlanGame:
    """How the partnership game is played: `pace` quarters a round, the same `seed` for all."""

    seed: int = 7
    difficulty: Literal["calm", "usual", "rough"] = "usual"
    route: Literal["build-new", "integrate-into-existing"] = "build-new"
    pace: int = 2
    minutes: int = 6


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A section of a module, where participants go."""

    module: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One item of a session: what the trainer says and does, what participants do.

    `trainer` is a list of short paragraphs; `material` names what lies on the tables; `shorten`
    says what to leave out when the room is late. In a plan of several days, `day` is the title of
    the day that the item opens.
    """

    id: str
    title: Text
    minutes: int
    kind: ItemKind
    aim: Text
    trainer: tuple[Text, ...]
    participants: Text
    material: tuple[Text, ...] = ()
    link: PlanLink | None = None
    activities: tuple[PlanActivity, ...] = ()
    game: PlanGame | None = None
    shorten: Text | None = None
    day: Text | None = None

    def activity(self, activity: str) -> PlanActivity:
        """Return one of its activities; raise `Refusal`."""
        for found in self.activities:
            if found.id == activity:
                return found
        raise Refusal(
            "Cette activité n’est pas dans le plan ; rechargez la page.",
            "This activity is not in the plan; reload the page.",
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A session: for how many people, in how long, with what aim, item by item."""

    id: str
    title: Text
    summary: Text
    people: tuple[int, int]
    minutes: int
    objectives: tuple[Text, ...]
    before: tuple[Text, ...]
    items: tuple[PlanItem, ...]

    def place(self, item: str) -> int:
        """Return an item's place in the plan, from 0; raise `Refusal`."""
        for number, found in enumerate(self.items):
            if found.id == item:
                return number
        raise Refusal(
            "Cette séquence n’est pas dans le plan ; rechargez la page.",
            "This item is not in the plan; reload the page.",
        )

    def item(self, item: str) -> PlanItem:
        """Return an item; raise `Refusal`."""
        return self.items[self.place(item)]

    def length(self, language: Language) -> str:
        """Say how long it takes: `3 h 30`, or `2 days (12 h 30)`."""
        days, written = len(self.days()), length(self.minutes)
        return written if days == 1 else f"{days}\u00a0{DAYS[language]} ({written})"

    def days(self) -> tuple[tuple[PlanItem, ...], ...]:
        """Return the items day by day; all of them in one when no item opens a day."""
        opens = [place for place, item in enumerate(self.items) if place == 0 or item.day]
        return tuple(self.items[first:last] for first, last in pairwise([*opens, len(self.items)]))


def length(minutes: int) -> str:
    """Write a length of time, the same in both languages: `3 h 30`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def folder() -> Path:
    """Return where the course keeps its session plans."""
    return places().root / "course" / "trainer" / "plans"


@cache
def plans() -> dict[str, Plan]:
    """Return the plans by id, the shortest first; raise `Refusal` naming file and key."""
    found = [load_yaml(path, Plan) for path in sorted(folder().glob("*.yml"))]
    return {plan.id: plan for plan in sorted(found, key=lambda plan: plan.minutes)}


def plan(plan_id: object) -> Plan:
    """Return a plan; raise `Refusal` naming those there are."""
    if isinstance(plan_id, str) and plan_id in plans():
        return plans()[plan_id]
    known = ", ".join(plans())
    raise Refusal(
        f"Ce plan de séance n’existe pas ; les plans sont {known}.",
        f"There is no such session plan; the plans are {known}.",
    )
