"""Session plans: sound, and every fault named in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from passerelles.build.typography import faults as typography
from passerelles.library.text import LANGUAGES
from passerelles.workshop import activities, plan_checks
from passerelles.workshop.plans import Plan, PlanGame, PlanLink, folder, plans


def test_the_plans_are_sound() -> None:
    assert plan_checks.faults() == []
    assert list(plans()) == ["half-day", "one-day", "two-days", "three-days"]


def test_the_half_day_uses_what_a_room_can_do() -> None:
    found = plans()["half-day"]
    kinds = {activity.kind for item in found.items for activity in item.activities}
    assert kinds == {"estimate", "vote", "question", "simulator"}
    assert any(item.game for item in found.items)
    assert any(item.kind == "break" for item in found.items)
    assert 200 <= found.minutes <= 220


@pytest.mark.parametrize("name", list(plans()))
def test_every_activity_of_a_plan_can_be_opened(name: str) -> None:
    for item in plans()[name].items:
        for activity in item.activities:
            spec = activities.from_plan(activity)
            assert all(spec["question"][language] for language in LANGUAGES)
            if activity.kind in ("simulator", "exercise"):
                assert spec["place"]


@pytest.mark.parametrize("path", sorted(folder().glob("*.yml")), ids=lambda path: path.stem)
def test_the_typography_of_a_plan(path: Any) -> None:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            for key, item in value.items():
                if key in LANGUAGES and isinstance(item, str):
                    yield key, item
                else:
                    yield from walk(item)
        elif isinstance(value, list):
            for item in value:
                yield from walk(item)

    wrong = [
        (text, list(typography(text, language)))
        for language, text in walk(yaml.safe_load(path.read_text(encoding="utf-8")))
        if list(typography(text, language))
    ]
    assert wrong == []


def changed(**what: Any) -> Plan:
    found = plans()["half-day"]
    return replace(found, items=(replace(found.items[0], **what), *found.items[1:]))


def test_each_fault_has_its_sentence() -> None:
    found = plans()["half-day"]
    estimate = found.items[1].activities[0]
    vote = next(a for item in found.items for a in item.activities if a.kind == "vote")
    simulator = next(a for item in found.items for a in item.activities if a.kind == "simulator")
    wrong = {
        "minutes": changed(minutes=99),
        "guess": changed(id="guess"),
        "nowhere": changed(link=PlanLink("m2-institutional", "nowhere")),
        "m99": changed(link=PlanLink("m99", "")),
        "“game”": changed(kind="game"),
        "no-figure": changed(activities=(replace(estimate, figure="no-figure"),)),
        "unit": changed(activities=(replace(estimate, unit=None),)),
        "options": changed(activities=(replace(vote, options=vote.options[:1]),)),
        "no-simulator": changed(activities=(replace(simulator, simulator="no-simulator"),)),
        "other": replace(found, id="other"),
    }
    for said, plan in wrong.items():
        faults = [fault.en for fault in plan_checks.plan_faults(plan, "half-day")]
        assert len(faults) == 1, said
        assert said in faults[0]
    assert list(plan_checks.plan_faults(changed(kind="game", game=PlanGame()), "half-day")) == []
