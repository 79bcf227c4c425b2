"""Monitoring: progress and lights by hand, small groups protected, and step 7 of the dossier."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier import sections_monitoring as section_types
from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.dossier.steps import steps
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.monitoring import model
from passerelles_widgets.simulators.monitoring.progress import (
    FURTHEST,
    Thresholds,
    elapsed,
    light,
    progress,
)
from passerelles_widgets.simulators.monitoring.publication import Count, overlapping, withheld

SIM = simulators.load("monitoring")
USUAL = Thresholds(green=1, amber=0.5, tolerance=0.05)


def run(rows, **more):
    return SIM.run({**SIM.defaults("en"), "indicators": rows, **more})


def test_the_example_of_the_module():
    assert progress(40, 70, 55, 0) == pytest.approx(0.5)
    assert progress(45, 70, 65, 0) == pytest.approx(0.8)
    assert progress(35, 70, 45, 0) == pytest.approx(2 / 7)
    gone = elapsed(24, 36)
    assert gone == pytest.approx(2 / 3)
    assert [light(share, gone, USUAL) for share in (0.5, 0.8, 2 / 7)] == ["amber", "green", "red"]


def test_a_falling_target():
    assert progress(45, 10, 24, 0) == pytest.approx(0.6)
    assert progress(45, 10, 45, 0) == 0
    assert progress(45, 10, 52, 0) == pytest.approx(-0.2)
    assert progress(45, 10, 3, 0) > 1


def test_a_value_to_be_held():
    assert progress(3, 3, 3, 0.05) == 1
    assert progress(100, 100, 105, 0.05) == 1
    assert progress(100, 100, 94, 0.05) == 0
    assert progress(0, 0, 0, 0.05) == 1
    assert progress(0, 0, 1, 0.05) == 0


def test_a_target_a_hair_away_stays_a_number():
    assert progress(0, 1e-300, 1e9, 0) == FURTHEST
    assert progress(0, 1e-300, -1e9, 0) == -FURTHEST


def test_lights_at_their_thresholds():
    assert light(None, 0.5, USUAL) == "grey"
    assert light(0.5, 0.5, USUAL) == "green"
    assert light(0.25, 0.5, USUAL) == "amber"
    assert light(0.2, 0.5, USUAL) == "red"
    assert light(1, elapsed(80, 36), USUAL) == "green"
    assert light(0.99, elapsed(80, 36), USUAL) == "amber"
    assert light(0, 0.5, Thresholds(1, 0, 0)) == "red"  # standing still is never amber


def test_small_groups_are_withheld_and_so_is_what_reveals_them():
    total = Count(0, 52, total=True)
    assert withheld([total, Count(1, 8, total=False), Count(2, 44, total=False)], 10) == {1, 2}
    # A group that is not listed can be found by subtraction too.
    assert withheld([total, Count(1, 45, total=False)], 10) == {1}
    assert withheld([total, Count(1, 52, total=False)], 10) == set()
    assert withheld([total, Count(1, 22, total=False), Count(2, 30, total=False)], 10) == set()
    # Two small groups together are large enough.
    parts = [Count(1, 6, total=False), Count(2, 7, total=False), Count(3, 39, total=False)]
    assert withheld([total, *parts], 10) == {1, 2}
    # Without a total there is nothing to subtract from.
    assert withheld([Count(1, 8, total=False), Count(2, 44, total=False)], 10) == {1}
    assert withheld([Count(0, 7, total=True)], 10) == {0}
    assert withheld([Count(0, 0, total=True), Count(1, 0, total=False)], 10) == set()


def test_breakdowns_that_overlap_are_said_to():
    family = [Count(0, 50, total=True), Count(1, 30, total=False), Count(2, 30, total=False)]
    assert overlapping(family)
    assert withheld(family, 10) == set()
    assert not overlapping(family[1:])


def test_the_partnership_of_the_example():
    result = SIM.run(SIM.defaults("fr"))
    assert result.counts == {"green": 4, "amber": 2, "red": 2, "grey": 2}
    assert result.on_track == 0.5
    assert (result.red, result.hidden, result.withheld) == (2, 2, 2)
    assert result.judged_share == result.complete == 0.8
    assert result.mean_progress == pytest.approx(
        (0.5 + 0.8 + 2 / 7 + 0.6 + 23 / 30 + 0 + 27 / 28 + 1) / 8
    )
    assert result.absent == ("civil-society", "diaspora", "private-sector")
    assert [item.light for item in result.revise] == [
        "red",
        "red",
        "amber",
        "amber",
        "grey",
        "grey",
    ]
    assert result.judged[0].date == (2028, 1)
    assert result.judged[3].due_date == (2028, 7)
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_dates():
    assert model.date((2026, 1), 0) == (2026, 1)
    assert model.date((2026, 11), 2) == (2027, 1)
    assert model.date((2026, 12), 12) == (2027, 12)


def test_what_cannot_be_judged_is_grey():
    row = {"name": "A", "target": 10, "actual": 10, "due": 12}
    unread, unknown = run([row]), run([{**row, "measured": 12, "known": False}])
    assert unread.judged[0].light == unknown.judged[0].light == "grey"
    assert unread.mean_progress == unread.on_track == unread.judged_share == 0
    assert run([{**row, "measured": 12}]).on_track == 1


def test_an_old_reading_is_stale():
    row = {"name": "A", "target": 10, "measured": 10, "due": 36}
    assert not run([row], now=16).judged[0].stale
    assert run([row], now=17).judged[0].stale
    assert not run([row], now=0).judged[0].stale


def test_families_go_by_name_whatever_the_case():
    rows = [
        {"name": "Work", "people": 60, "target": 10, "actual": 9, "measured": 12, "due": 12},
        {"name": "work", "group": "Women", "target": 10, "actual": 1, "measured": 12, "due": 12},
        {"name": "Other", "target": 10, "actual": 1, "measured": 12, "due": 12},
    ]
    result = run(rows)
    assert result.hidden == 1
    assert [(a.reading.name, b.reading.group) for a, b in result.masked] == [("Work", "Women")]


def test_nothing_yet():
    result = run([], participants=[])
    assert (result.judged, result.on_track, result.participation) == ((), 0, 0)
    assert SIM.contribution({**SIM.defaults("en"), "indicators": []}) == {}
    assert run([{"name": ""}]).unnamed == 1


def test_the_dossier_never_holds_what_is_withheld():
    dossier = Dossier().with_sections(SIM.contribution(SIM.defaults("en")))
    assert from_plain(to_plain(dossier)) == dossier
    rows = to_plain(dossier)["sections"]["monitoring-plan"]["indicators"]
    hidden = [row for row in rows if not row["published"]]
    assert [row["group"] for row in hidden] == [
        "In the country for less than two years",
        "In the country for longer",
    ]
    for row in hidden:
        assert all(row.get(key) is None for key in ("people", "baseline", "actual", "progress"))
    assert rows[1]["actual"] == 65


def test_the_plan_comes_back_without_what_was_withheld():
    values = SIM.defaults("en")
    dossier = Dossier().with_sections(SIM.contribution(values))
    again = SIM.defaults("en", dossier)
    for key in ("participants", "methods", "mid_term", "final", "start_year", "start_month"):
        assert again[key] == values[key]
    for before, after in zip(values["indicators"], again["indicators"], strict=True):
        if before["people"] in (8, 44):
            assert after["measured"] == after["people"] == 0
        elif before["known"]:
            assert after == before


def test_the_initiative_and_the_stakeholders_start_a_plan():
    tools = {name: simulators.load(name) for name in ("initiative", "stakeholders")}
    dossier = Dossier()
    for tool in tools.values():
        dossier = dossier.with_sections(tool.contribution(tool.defaults("en")))
    values = SIM.defaults("en", dossier)
    drafted = to_plain(dossier)["sections"]["initiative"]["indicators"]
    assert [row["name"] for row in values["indicators"]] == [item["name"] for item in drafted]
    assert [row["target"] for row in values["indicators"]] == [item["target"] for item in drafted]
    assert all(row["measured"] == 0 for row in values["indicators"])
    people = to_plain(dossier)["sections"]["stakeholders"]["items"]
    assert [row["name"] for row in values["participants"]] == [item["name"] for item in people]
    assert any(row["role"] != "informed" for row in values["participants"])


def test_the_ids_are_those_of_the_dossier():
    assert section_types.EvaluationGroup.__args__ == model.GROUPS
    assert section_types.EvaluationRole.__args__ == model.ROLES
    assert section_types.EvaluationMethod.__args__ == model.METHODS
    columns = {column.id: column for column in SIM.parameter("participants").columns}
    assert tuple(option.id for option in columns["group"].options) == model.GROUPS
    assert tuple(option.id for option in columns["role"].options) == model.ROLES
    assert tuple(option.id for option in SIM.parameter("methods").options) == model.METHODS


def plan(**changes):
    row = {"name": "A", "target": 1, "measured": 0, "due": 12, "light": "grey", "people": 40}
    rows = [{**row, "source": "S", "owner": "O"}]
    rows.append({**rows[0], "group": "Women"})
    parts = [{"name": g, "group": g, "role": "questions"} for g in model.GROUPS]
    return {
        "monitoring-plan": {
            "start": "2026-01",
            "indicators": rows,
            "participants": parts,
            "mid_term": 18,
            "final": 36,
            **changes,
        }
    }


def last_step(contribution):
    found = steps(Dossier().with_sections(contribution))[6]
    assert found.reason.fr.endswith(".")
    assert found.reason.en.endswith(".")
    return found.state, found.reason.en


def test_step_seven():
    rows = plan()["monitoring-plan"]["indicators"]
    parts = plan()["monitoring-plan"]["participants"]
    assert last_step({}) == ("empty", "No indicator has been written yet.")
    assert last_step(plan(indicators=[]))[0] == "empty"
    assert last_step(plan())[0] == "complete"
    cases = (
        ({"indicators": [{**rows[0], "known": False}, rows[1]]}, "baseline: 1 of 2"),
        ({"indicators": [{**rows[0], "owner": ""}, rows[1]]}, "answer for them: 1 of 2"),
        ({"indicators": rows[:1]}, "broken down"),
        ({"participants": parts[:5]}, "knowledge organisations"),
        ({"participants": [*parts[:5], {**parts[5], "role": "informed"}]}, "knowledge"),
        ({"final": 0}, "date half-way"),
    )
    for changes, said in cases:
        state, reason = last_step(plan(**changes))
        assert state == "thin"
        assert said in reason


@pytest.mark.parametrize(
    "changes", [{"start": "2026-13"}, {"start": "soon"}, {"mid_term": -1}, {"publish_from": 0}]
)
def test_the_section_is_bounded(changes):
    with pytest.raises(Refusal):
        Dossier().with_sections(plan(**changes))


numbers = st.floats(-1e9, 1e9, allow_nan=False)


@given(numbers, numbers, numbers)
def test_progress_is_a_number_and_one_at_the_target(baseline, target, actual):
    share = progress(baseline, target, actual, 0.05)
    assert -FURTHEST <= share <= FURTHEST
    assert progress(baseline, target, target, 0.05) == pytest.approx(1)


@given(numbers, numbers, st.floats(0, 1), st.floats(0, 1))
def test_nearer_the_target_is_more_progress(baseline, target, one, two):
    near, far = max(one, two), min(one, two)
    span = target - baseline
    if abs(span) < 1:
        return
    shares = [progress(baseline, target, baseline + part * span, 0) for part in (far, near)]
    assert shares[0] <= shares[1] + 1e-6
    # Turning the scale upside down changes nothing.
    mirrored = progress(-baseline, -target, -(baseline + near * span), 0)
    assert mirrored == pytest.approx(shares[1], abs=1e-6)


@given(st.floats(-1, 2), st.floats(-1, 2), st.floats(0, 1))
def test_more_progress_never_worsens_the_light(one, two, gone):
    order = ("red", "amber", "green")
    low, high = sorted((one, two))
    assert order.index(light(low, gone, USUAL)) <= order.index(light(high, gone, USUAL))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 30), st.integers(1, 15))
def test_no_small_group_can_be_worked_out(sizes, unlisted, threshold):
    total = Count(0, sum(sizes) + unlisted, total=True)
    groups = [Count(i, size, total=False) for i, size in enumerate(sizes, start=1)]
    hidden = withheld([total, *groups], threshold)
    shown = [row for row in groups if row.index not in hidden and row.people]
    assert all(row.people >= threshold for row in shown)
    if total.index not in hidden:
        rest = total.people - sum(row.people for row in shown)
        assert not shown or rest == 0 or rest >= threshold


def test_a_run_is_quick():
    rows = [
        {"name": f"I{i // 4}", "group": f"G{i % 4}" if i % 4 else "", "people": i, "measured": 3}
        for i in range(40)
    ]
    values = {**SIM.defaults("en"), "indicators": rows}

    def once():
        start = perf_counter()
        SIM.model.run(SIM.model.Scenario.from_values(SIM.check(values)))
        return perf_counter() - start

    assert min(once() for _ in range(5)) < 0.02
