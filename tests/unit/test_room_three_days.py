"""The three days: delegations, a negotiation, a mock council, and a training that is evaluated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from passerelles.library.text import LANGUAGES
from passerelles.workshop.plans import Plan, PlanActivity, plans
from passerelles.workshop.room import Room

NIGHT = 17.75 * 3600


def three_days() -> Plan:
    return plans()["three-days"]


def opened(name: str) -> PlanActivity:
    item, activity = name.split("/")
    return three_days().item(item).activity(activity)


def test_each_day_is_as_long_as_the_others_with_a_break_every_ninety_minutes() -> None:
    days = three_days().days()
    assert [sum(item.minutes for item in day) for day in days] == [375, 375, 375]
    for day in days:
        at_work = 0
        for item in day:
            at_work = 0 if item.kind == "break" else at_work + item.minutes
            assert at_work <= 90, item.id


def test_every_module_is_used_and_each_table_chooses_among_four_trials() -> None:
    items = three_days().items
    assert {item.link.module[:2] for item in items if item.link} == {f"m{n}" for n in range(1, 7)}
    trials = {activity.simulator for activity in three_days().item("trials").activities}
    assert trials == {"remittances", "seasonal_work", "return_credit", "skills_mobility"}


def test_each_dossier_before_the_council_is_amended_and_put_to_the_same_vote() -> None:
    councils = [item for item in three_days().items if item.id.startswith("council-")]
    assert len(councils) == 4
    for item in councils:
        amendment, ballot = item.activities
        assert amendment.kind == "question"
        assert [option.id for option in ballot.options] == ["for", "against", "abstain", "refer"]
        for language in LANGUAGES:  # the projected screen tells one dossier from another
            number = item.title[language].split()[-2]
            assert number.casefold() in ballot.question[language].casefold()
            assert number.casefold() in amendment.question[language].casefold()


def test_the_training_is_measured_by_the_question_it_began_with() -> None:
    before, after = opened("arrive/chance"), opened("evaluate/chance-again")
    assert (before.question, before.unit) == (after.question, after.unit)


def test_whatever_lasts_says_what_to_leave_out() -> None:
    """What the first dossier says of the council holds for the others."""
    silent = {item.id for item in three_days().items if item.kind != "break" and not item.shorten}
    assert silent == {"council-second", "council-third", "council-fourth"}


def test_a_trainer_walks_the_three_days_on_time_and_is_never_refused(tmp_path: Path) -> None:
    """The plan says which questions to close, so that there is always room for another one."""
    now = [1_790_000_000.0]
    room = Room.open(tmp_path / "room", lambda: now[0])
    do: Any = room.command
    do("trainer", {"do": "teams-make", "count": 4})
    do("trainer", {"do": "plan-choose", "plan": "three-days"})
    try:
        for number, day in enumerate(three_days().days()):
            now[0] += NIGHT if number else 0
            for item in day:
                if item.id != "arrive":
                    do("trainer", {"do": "plan-next"})
                assert room.view("trainer", "en")["plan"]["late"] == 0, item.id
                for activity in item.activities:
                    do("trainer", {"do": "open", "item": item.id, "activity": activity.id})
                    if activity.kind == "question":
                        do("trainer", {"do": "close", "activity": list(room.state.activities)[-1]})
                now[0] += item.minutes * 60
    finally:
        room.close()
