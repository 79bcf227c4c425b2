"""The two days: a plan with a night in it, on the board, in the room and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passerelles.library.text import LANGUAGES, Language
from passerelles.papers.plans import plan_paper
from passerelles.workshop.plans import Plan, plans
from passerelles.workshop.room import Room

EVENING_TO_MORNING = 17.5 * 3600


class Time:
    """A clock a test turns."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def room(tmp_path: Path, clock: Time) -> Iterator[Room]:
    opened = Room.open(tmp_path / "room", clock, "Deux jours")
    for name in ("Aïcha", "Bob", "Chloé", "Dan"):
        opened.join(name, "fr")
    opened.command("trainer", {"do": "teams-make", "count": 2})
    opened.command("trainer", {"do": "plan-choose", "plan": "two-days"})
    yield opened
    opened.close()


def two_days() -> Plan:
    return plans()["two-days"]


def test_each_day_is_a_full_day_and_nobody_sits_for_longer_than_the_handbook_allows() -> None:
    days = two_days().days()
    assert len(days) == 2
    for day in days:
        assert 360 <= sum(item.minutes for item in day) <= 400
        assert [item.minutes for item in day if item.kind == "break"] == [15, 60, 15]
        at_work = 0
        for item in day:
            at_work = 0 if item.kind == "break" else at_work + item.minutes
            assert at_work <= 90, item.id


def test_the_two_days_go_through_the_course_to_a_council() -> None:
    items = two_days().items
    modules = [item.link.module for item in items if item.link]
    assert modules == sorted(modules)  # from the context to the synthesis, never back
    assert {name[:2] for name in modules} == {"m1", "m2", "m3", "m4", "m6"}
    kinds = {activity.kind for item in items for activity in item.activities}
    assert kinds == {"estimate", "vote", "question", "simulator", "exercise"}
    written = [
        number
        for number, day in enumerate(two_days().days(), 1)
        for item in day
        for activity in item.activities
        if activity.simulator == "agreement"
    ]
    assert written == [1, 2]  # drafted on the first day, negotiated on the second


def test_whatever_lasts_says_what_to_leave_out() -> None:
    assert [item.id for item in two_days().items if item.kind != "break" and not item.shorten] == []


def test_the_two_days_walked_with_a_night_between(room: Room, clock: Time) -> None:
    second = two_days().days()[1][0].id
    for place, item in enumerate(two_days().items):
        if item.id == second:
            clock.now += EVENING_TO_MORNING
        if place:
            room.command("trainer", {"do": "plan-next"})
        plan = room.view("trainer", "fr")["plan"]
        assert plan["items"][plan["place"]]["id"] == item.id
        assert plan["late"] == 0
        for activity in item.activities:
            room.command("trainer", {"do": "open", "item": item.id, "activity": activity.id})
        if item.game:
            room.command("trainer", {"do": "game-start", "item": item.id})
            for _ in range(4):
                room.command("trainer", {"do": "round-open"})
                room.command("trainer", {"do": "round-close"})
            assert room.view("trainer", "fr")["game"]["quarter"] == 12
        clock.now += item.minutes * 60


def test_a_late_morning_is_late_by_its_own_minutes(room: Room, clock: Time) -> None:
    morning, after = two_days().days()[1][:2]
    clock.now += EVENING_TO_MORNING
    room.command("trainer", {"do": "plan-go", "item": morning.id})
    clock.now += (morning.minutes + 9) * 60
    room.command("trainer", {"do": "plan-go", "item": after.id})
    assert room.view("trainer", "en")["plan"]["late"] == 9


@pytest.mark.parametrize(("language", "said"), [("fr", "2 jours"), ("en", "2 days")])
def test_the_board_says_how_long_each_plan_takes(room: Room, language: Language, said: str) -> None:
    lengths = {one["id"]: one["length"] for one in room.view("trainer", language)["plans"]}
    assert lengths["half-day"] == "3\u00a0h\u00a030"
    assert lengths["two-days"].replace("\u00a0", " ").startswith(said)
    listed = room.view("trainer", language)["plans"]
    assert [plans()[one["id"]].minutes for one in listed] == sorted(
        plan.minutes for plan in plans().values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_clock_starts_again_each_morning(language: Language) -> None:
    sections = {one.anchor: one.text for one in plan_paper(two_days(), language).sections}
    zero = {"fr": "0\u00a0h\u00a000", "en": "0:00"}[language]
    for number, day in enumerate(two_days().days(), 1):
        assert day[0].day is not None
        assert day[0].day[language] in sections[f"day-{number}"]
        assert day[0].day[language] in sections["schedule"]
        assert sections[day[0].id].startswith(f"## {zero} · {day[0].title[language]}")
    assert list(sections)[2] == "day-1"
    assert sections["schedule"].count(zero) == 2
