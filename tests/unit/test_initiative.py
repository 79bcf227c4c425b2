"""Planning an initiative: a network worked by hand, circles named, budgets that add up."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier import sections_initiatives as held
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.steps import steps
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.initiative import smart
from passerelles_widgets.simulators.initiative.budget import LINES, PAYERS, Cost, budget
from passerelles_widgets.simulators.initiative.network import Task, schedule
from passerelles_widgets.simulators.initiative.plan import STEPS

SIM = simulators.load("initiative")
TASKS = (
    Task("A", 3, ()),
    Task("B", 2, ("A",)),
    Task("C", 4, ("A",)),
    Task("D", 1, ("B", "C")),
)


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def activities(*rows):
    return [
        {"code": code, "name": f"Activity {code}", "months": months, "after": after, "result": 0}
        for code, months, after in rows
    ]


def test_critical_path_by_hand():
    """A 3 → C 4 → D 1 is the longest way: 8 months; B can slip by 2."""
    found = schedule(TASKS)
    assert found.months == 8
    assert found.path == ("A", "C", "D")
    dates = found.dates
    assert (dates["B"].start, dates["B"].finish) == (3, 5)
    assert (dates["B"].late_start, dates["B"].late_finish) == (5, 7)
    assert [dates[code].slack for code in "ABCD"] == [0, 2, 0, 0]
    assert [dates[code].critical for code in "ABCD"] == [True, False, True, True]


def test_a_margin_stretches_every_duration():
    found = schedule(TASKS, 0.5)
    assert found.months == pytest.approx(12)
    assert found.dates["B"].slack == pytest.approx(3)
    assert found.path == ("A", "C", "D")


def test_nothing_alone_and_without_duration():
    assert schedule(()).months == 0
    assert schedule(()).path == ()
    assert schedule((Task("A", 0, ()),)).path == ("A",)
    loose = schedule((Task("A", 2, ()), Task("B", 5, ())))
    assert loose.path == ("B",)
    assert loose.dates["A"].slack == 3


@pytest.mark.parametrize(
    ("rows", "circle"),
    [
        ([("A", 1, "A")], "A → A"),
        ([("A", 1, "B"), ("B", 1, "A")], "A → B → A"),
        ([("S", 1, ""), ("A", 1, "C, S"), ("B", 1, "A"), ("C", 1, "B")], "A → B → C → A"),
        ([("E", 1, "X"), ("X", 1, "Y"), ("Y", 1, "X")], "X → Y → X"),
    ],
)
def test_a_circle_is_refused_and_named(rows, circle):
    with pytest.raises(Refusal) as refused:
        run(activities=activities(*rows))
    assert f"({circle})" in refused.value.text.en
    assert f"({circle})" in refused.value.text.fr


def test_the_two_towns_of_the_example():
    result = run()
    assert (result.months, result.horizon, result.time_left) == (20, 18, -2)
    assert result.schedule.path == ("A", "C", "D", "E", "G")
    assert result.total == 86_000
    assert result.budget.by_payer["partner"] == 30_000
    assert result.done == ("diagnosis", "objectives", "actions", "deliverables", "results")
    assert (result.exposure, result.smart_share) == (15, pytest.approx(1 / 3))
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_every_step_can_be_gone_through():
    values = SIM.defaults("en")
    values["planners"].append("diaspora")
    values["activities"][4]["months"] = 4
    values["indicators"][1] |= {"known": True, "means": "Bank statements", "baseline": 3}
    values["costs"].append(
        {"label": "Lawyer", "activity": "b", "line": "services", "payer": "home",
         "quantity": 2, "unit-cost": 500}
    )  # fmt: skip
    result = SIM.run(values)
    assert result.done == STEPS
    assert result.time_left == 0
    dossier = Dossier().with_sections(
        {**SIM.contribution(values), **simulators.load("sectors").contribution(
            simulators.load("sectors").defaults("en"))}
    )  # fmt: skip
    assert steps(dossier)[4].state == "complete"


GOOD = smart.Indicator(
    "Traders who keep accounts", 1, "lives", 8, 60, "people", True, 18, "Records", True
)


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({}, ()),
        ({"name": "Attendance"}, ("specific",)),
        ({"result": 3}, ("specific", "achievable")),
        ({"unit": ""}, ("measurable",)),
        ({"means": ""}, ("measurable",)),
        ({"baseline_known": False}, ("achievable",)),
        ({"target": 8}, ("achievable",)),
        ({"month": 11}, ("achievable",)),
        ({"unit": "%", "target": 120}, ("achievable",)),
        ({"measures": "activity"}, ("relevant",)),
        ({"month": 19}, ("time-bound",)),
        ({"month": 0}, ("achievable", "time-bound")),
    ],
)
def test_rules_of_the_check(changes, lost):
    found = smart.qualities(replace(GOOD, **changes), {1, 2}, {1: 12.0, 2: 3.0}, 18)
    assert tuple(quality for quality in smart.QUALITIES if quality not in found) == lost


def test_a_result_nobody_works_for_cannot_be_achieved():
    assert "achievable" not in smart.qualities(GOOD, {1}, {}, 18)


def test_the_budget_adds_up_by_hand():
    costs = (
        Cost("a", "A", "staff", "home", 2, 1000),
        Cost("b", "A", "travel", "partner", 4, 250),
        Cost("c", "", "staff", "others", 1, 500),
    )
    found = budget(costs, ("A", "B"), 0.1)
    assert found.total == pytest.approx(3850)
    assert found.by_activity == pytest.approx({"A": 3300, "B": 0, "": 550})
    assert found.by_payer == pytest.approx({"home": 2200, "partner": 1100, "others": 550})
    assert found.by_line["staff"] == 2500
    assert found.reserve == pytest.approx(350)


def test_codes_are_forgiving_but_never_ambiguous():
    rows = activities(("a", 2, ""), ("B", 1, "A ; zz"), ("", 1, "a/b"))
    result = run(activities=rows, costs=[{"label": "x", "activity": "q", "unit-cost": 10}])
    assert [item.activity.code for item in result.activities] == ["a", "B", "3"]
    assert result.activities[2].activity.after == ("a", "B")
    assert result.unknown_waits == (("B", "zz"),)
    assert result.unknown_costs == (("x", "q"),)
    assert result.budget.by_activity[""] == 10
    with pytest.raises(Refusal, match="code “A”"):
        run(activities=activities(("a", 1, ""), ("A", 1, "")))


def test_an_empty_plan():
    empty = {key: [] for key in ("results", "indicators", "activities", "costs", "risks")}
    values = {**SIM.defaults("en"), **empty, "title": "", "problem": "", "objective": ""}
    values["planners"] = []
    assert SIM.run(values).done == ()
    found = SIM.indicators(values)
    assert found.pop("time_left") == 18
    assert set(found.values()) == {0.0}
    assert SIM.contribution(values) == {}


def test_rows_without_a_name_are_counted_and_numbers_of_results_stay():
    values = SIM.defaults("en")
    values["results"].insert(0, {"text": ""})
    for table in ("indicators", "activities"):
        values[table] = [
            {**row, "result": row["result"] and row["result"] + 1} for row in values[table]
        ]
    result = SIM.run(values)
    assert result.unnamed == 1
    assert [item.number for item in result.results] == [2, 3]
    assert result.steps_done == 5
    kept = SIM.contribution(values)["initiative"]
    assert [item["result"] for item in kept["indicators"]] == [1, 2, 1]


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = SIM.check({**SIM.defaults("fr"), "reserve": 5})
    dossier = Dossier().with_sections(SIM.contribution(values))
    plan = to_plain(dossier)["sections"]["initiative"]
    assert plan["total"] == pytest.approx(90_300)
    assert sum(plan["payers"].values()) == pytest.approx(plan["total"])
    assert sum(item["cost"] for item in plan["activities"]) < plan["total"]
    assert SIM.defaults("fr", dossier) == values
    assert steps(dossier)[4].state == "thin"


def test_those_already_known_are_invited_to_plan():
    item = {"name": "x", "group": "diaspora", "power": 1, "interest": 1, "strategy": "monitor"}
    dossier = Dossier().with_sections({"stakeholders": {"items": [item]}})
    assert SIM.defaults("en", dossier)["planners"] == ["diaspora"]
    assert SIM.defaults("en", Dossier()) == SIM.defaults("en")


def test_the_largest_plan_fits_into_the_dossier():
    values = SIM.defaults("en")
    rows = [(f"A{i}", 24, f"A{i - 1}" if i else "") for i in range(20)]
    cost = {"label": "x" * 100, "payer": "home", "quantity": 1000, "unit-cost": 20_000}
    values |= {"activities": activities(*rows), "costs": [cost] * 30}
    values |= {"margin": 100, "reserve": 20, "objective": "o" * 240}
    assert Dossier().with_sections(SIM.contribution(values)).sections.initiative.months == 960


def test_the_ids_are_those_of_the_library_and_of_the_dossier():
    assert tuple(item.id for item in library().checklist("planning-steps").items) == STEPS
    assert get_args(held.PlanStep) == STEPS
    assert get_args(held.Line) == LINES
    assert get_args(held.Payer) == PAYERS
    assert get_args(held.Quality) == smart.QUALITIES


networks = st.lists(st.tuples(st.floats(0, 24), st.integers(0, 2**12)), max_size=10).map(
    lambda rows: tuple(
        Task(f"T{i}", months, tuple(f"T{j}" for j in range(i) if mask >> j & 1))
        for i, (months, mask) in enumerate(rows)
    )
)


@given(networks, st.floats(0, 1))
def test_dates_respect_every_wait_and_the_path_is_as_long_as_the_whole(tasks, margin):
    found = schedule(tasks, margin)
    for task in tasks:
        dates = found.dates[task.code]
        assert dates.finish == pytest.approx(dates.start + task.months * (1 + margin))
        assert dates.late_start >= dates.start - 1e-6
        assert dates.late_finish <= found.months + 1e-6
        for code in task.after:
            assert found.dates[code].finish <= dates.start + 1e-6
    length = {task.code: task.months * (1 + margin) for task in tasks}
    assert sum(length[code] for code in found.path) == pytest.approx(found.months)


@given(networks, st.integers(0, 9), st.floats(0, 10))
def test_a_longer_activity_never_brings_the_end_forward_and_slack_absorbs(tasks, place, more):
    if not tasks:
        return
    place %= len(tasks)
    before = schedule(tasks)
    slack = before.dates[tasks[place].code].slack
    longer = (*tasks[:place], replace(tasks[place], months=tasks[place].months + more))
    after = schedule((*longer, *tasks[place + 1 :]))
    assert after.months == pytest.approx(before.months + max(more - slack, 0), abs=1e-6)


costs = st.builds(
    Cost,
    st.just("x"),
    st.sampled_from(("A", "B", "", "Z")),
    st.sampled_from(LINES),
    st.sampled_from(PAYERS),
    st.floats(0, 1000),
    st.floats(0, 20_000),
)


@given(st.lists(costs, max_size=20), st.floats(0, 0.2))
def test_every_way_of_sharing_adds_up(rows, reserve):
    found = budget(rows, ("A", "B"), reserve)
    assert sum(found.by_activity.values()) == pytest.approx(found.total)
    assert sum(found.by_payer.values()) == pytest.approx(found.total)
    assert sum(found.by_line.values()) + found.reserve == pytest.approx(found.total)
    assert found.total >= found.direct
