"""The session plan as the board walks it, and the little of it that everyone sees."""

from __future__ import annotations

from functools import cache
from itertools import accumulate, pairwise
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles.workshop import places
from passerelles.workshop.plans import ITEM_KINDS, Plan, PlanItem, plan, plans
from passerelles.workshop.state import State, Step
from passerelles.workshop.timer import MAX_LABEL
from passerelles.workshop.walk import where

NIGHT: Final = 6 * 3600.0
"""Seconds between two items after which a new day has begun: a night is nobody's delay."""


def plans_known(language: Language) -> list[dict[str, Any]]:
    """Return the plans to choose from."""
    return [
        {
            "id": found.id,
            "title": found.title[language],
            "summary": found.summary[language],
            "length": found.length(language),
            "people": list(found.people),
        }
        for found in plans().values()
    ]


def board(state: State, language: Language) -> dict[str, Any] | None:
    """Return the plan with all its items and where it stands; None before one is chosen."""
    if state.step is None:
        return None
    try:
        found, place = where(state.step)
    except Refusal as refusal:
        return {"lost": refusal.sentence(language)}
    opened = {activity.item: activity.id for activity in state.activities.values() if activity.item}
    return {
        "id": found.id,
        "title": found.title[language],
        "place": place,
        "items": _items(found.id, language),
        "opened": opened,
        "begun": state.step.begun,
        "late": _late(state.walked, found, place),
        "minutes": found.minutes,
    }


def countdown(state: State, language: Language) -> str:
    """Return the countdown's label; the title of an item of the plan is said in `language`."""
    label = state.timer.label
    if state.step is None:
        return label
    try:
        found, _ = where(state.step)
    except Refusal:
        return label
    for item in found.items:
        if label in {item.title[spoken][:MAX_LABEL] for spoken in LANGUAGES}:
            return item.title[language][:MAX_LABEL]
    return label


def _late(walked: list[Step], found: Plan, place: int) -> int:
    """Return by how many minutes the item at `place`, walked to last, was begun too late.

    Counted from the first item of the day: what took place before the last night is over.
    """
    mine = [step for step in walked if step.plan == found.id]
    mornings = [later for step, later in pairwise(mine) if later.begun - step.begun > NIGHT]
    first = mornings[-1] if mornings else mine[0]
    minutes = accumulate((item.minutes for item in found.items), initial=0)
    starts = dict(zip((item.id for item in found.items), minutes, strict=False))
    planned = starts[found.items[place].id] - starts.get(first.item, 0)
    return round((mine[-1].begun - first.begun) / 60 - planned)


@cache
def _items(plan_id: str, language: Language) -> list[dict[str, Any]]:
    return [item_shown(item, language) for item in plan(plan_id).items]


def item_shown(item: PlanItem, language: Language) -> dict[str, Any]:
    """Return an item with everything the trainer needs."""
    return {
        "id": item.id,
        "title": item.title[language],
        "minutes": item.minutes,
        "day": item.day[language] if item.day else "",
        "kind": item.kind,
        "kind_label": ITEM_KINDS[item.kind][language],
        "aim": item.aim[language],
        "trainer": [text[language] for text in item.trainer],
        "participants": item.participants[language],
        "material": [text[language] for text in item.material],
        "shorten": item.shorten[language] if item.shorten else "",
        "link": _link(item),
        "game": item.game is not None,
        "activities": [
            {"id": found.id, "kind": found.kind, "question": found.question[language]}
            for found in item.activities
        ],
    }


def shown(state: State, language: Language) -> dict[str, Any] | None:
    """Return what everyone sees of the plan: the item, what to do, where; None without a plan."""
    if state.step is None:
        return None
    try:
        found, place = where(state.step)
    except Refusal:
        return None
    item = found.items[place]
    following = found.items[place + 1] if place + 1 < len(found.items) else None
    return {
        "item": item.id,
        "title": item.title[language],
        "kind": item.kind,
        "kind_label": ITEM_KINDS[item.kind][language],
        "participants": item.participants[language],
        "link": _link(item),
        "next": following.title[language] if following else "",
        "place": place + 1,
        "count": len(found.items),
    }


def _link(item: PlanItem) -> str:
    if item.link is None:
        return ""
    held = {"module": item.link.module, "section": item.link.section}
    return places.address({key: value for key, value in held.items() if value})
