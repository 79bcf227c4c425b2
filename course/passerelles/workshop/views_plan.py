"""The session plan as the board walks it, and the little of it that everyone sees."""

from __future__ import annotations

from functools import cache
from typing import Any

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.workshop import places
from passerelles.workshop.plans import ITEM_KINDS, PlanItem, plan, plans
from passerelles.workshop.state import State
from passerelles.workshop.walk import where


def plans_known(language: Language) -> list[dict[str, Any]]:
    """Return the plans to choose from."""
    return [
        {
            "id": found.id,
            "title": found.title[language],
            "summary": found.summary[language],
            "minutes": found.minutes,
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
    planned = sum(item.minutes for item in found.items[:place])
    began = next((step.begun for step in state.walked if step.plan == found.id), 0.0)
    opened = {activity.item: activity.id for activity in state.activities.values() if activity.item}
    return {
        "id": found.id,
        "title": found.title[language],
        "place": place,
        "items": _items(found.id, language),
        "opened": opened,
        "begun": state.step.begun,
        "late": round((state.step.begun - began) / 60 - planned),
        "minutes": found.minutes,
    }


@cache
def _items(plan_id: str, language: Language) -> list[dict[str, Any]]:
    return [item_shown(item, language) for item in plan(plan_id).items]


def item_shown(item: PlanItem, language: Language) -> dict[str, Any]:
    """Return an item with everything the trainer needs."""
    return {
        "id": item.id,
        "title": item.title[language],
        "minutes": item.minutes,
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
