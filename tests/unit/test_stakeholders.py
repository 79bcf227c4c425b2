"""The platform's model: cases worked by hand, and what must hold whatever the list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles_widgets import simulators
from passerelles_widgets.simulators.stakeholders import platform
from passerelles_widgets.simulators.stakeholders.platform import GROUPS
from passerelles_widgets.simulators.stakeholders.roles import role, strategy

SIM = simulators.load("stakeholders")
EVERY_STEP = {f"step{step}": "none" for step in range(1, 8)}


def seats(*counts):
    return dict(zip(GROUPS, counts, strict=True))


def run(rows, **more):
    return SIM.run({**SIM.defaults("en"), "stakeholders": rows, **more})


def test_the_town_of_the_example_by_hand():
    """8, 1, 2, 1, 2 and 0 of 14 seats: H = 74/196."""
    result = SIM.run(SIM.defaults("fr"))
    assert result.total_seats == 14
    assert result.herfindahl == pytest.approx(74 / 196)
    assert result.effective_groups == pytest.approx(196 / 74)
    assert result.dominance == pytest.approx(8 / 14)
    assert result.migrants_share == pytest.approx(1 / 14)
    assert result.accessible == pytest.approx(0.6 * 5 / 6)
    assert result.balanced == pytest.approx((6 / 14) / 0.65)
    assert result.independent == pytest.approx((5 / 14) / 0.5 * (0.5 + 0 + 0.5) / 3)
    assert result.transparent == pytest.approx((0.5 + 1) / 5)
    assert result.absent_groups == ("knowledge",)
    assert result.raci_gaps == 7
    overloaded = [item for item in result.members if item.overloaded]
    assert [item.name for item in overloaded] == ["Service des relations internationales"]
    assert overloaded[0].load == pytest.approx(3 * 4 * 1 + 7 * 8 + 3 * 4)


def test_both_languages_give_the_same_numbers():
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


@pytest.mark.parametrize(
    ("power", "interest", "expected"),
    [
        (5, 5, "manage-closely"),
        (9, 4.9, "keep-satisfied"),
        (4.9, 5, "keep-informed"),
        (0, 0, "monitor"),
    ],
)
def test_the_grid(power, interest, expected):
    assert strategy(power, interest, 5) == expected


def test_roles_follow_the_strategy_unless_chosen():
    assert [role("auto", "manage-closely", step) for step in (1, 7)] == ["C", "C"]
    assert [role("auto", "keep-satisfied", step) for step in (1, 3, 4, 6)] == ["", "C", "C", "C"]
    assert role("auto", "keep-informed", 2) == "I"
    assert role("auto", "monitor", 2) == ""
    assert role("none", "manage-closely", 2) == ""
    assert role("AR", "monitor", 2) == "AR"


def test_six_equal_groups_are_the_best_there_is():
    held = seats(2, 2, 2, 2, 2, 2)
    assert platform.herfindahl(held) == pytest.approx(1 / 6)
    assert platform.effective_groups(held) == pytest.approx(6)
    assert platform.balanced(platform.dominance(held), 0.35) == 1
    assert platform.accessible(held, (True, True, True), 0.4) == pytest.approx(1)
    assert platform.independent(held, (1.0, 1.0, 1.0), 0.5) == 1


def test_an_empty_list_is_the_worst_never_a_balanced_one():
    result = run([])
    assert (result.herfindahl, result.effective_groups, result.dominance) == (1, 0, 1)
    assert (result.balanced, result.independent, result.migrants_share) == (0, 0, 0)
    assert result.raci_gaps == 21
    assert result.overloaded_count == 0
    assert result.largest_group is None


def test_members_without_a_seat_are_an_empty_platform():
    result = run([{"name": "A", "group": "diaspora", "seats": 0}])
    assert result.total_seats == 0
    assert result.effective_groups == 0
    assert result.largest_group is None


def test_one_stakeholder_alone():
    row = {"name": "Town", "group": "authorities", "power": 9, "interest": 9, "seats": 3}
    result = run([{**row, **EVERY_STEP}])
    assert (result.herfindahl, result.effective_groups, result.dominance) == (1, 1, 1)
    assert result.balanced == 0
    assert result.raci_gaps == 21
    assert result.members[0].load == 12


def test_rows_without_a_name_are_left_out_and_counted():
    result = run([{"name": "  ", "seats": 5}, {"name": "A", "seats": 2}])
    assert result.unnamed == 1
    assert result.total_seats == 2


def test_a_migrants_association_consulted_at_every_step_closes_those_gaps():
    rows = SIM.defaults("en")["stakeholders"]
    rows[6].update({f"step{step}": "C" for step in range(1, 8)})
    rows[1]["step5"] = "R"
    rows[1]["step7"] = "AR"
    assert run(rows).gaps == ()


def test_contribution_is_taken_by_the_dossier():
    added = SIM.contribution(SIM.defaults("en"))
    plain = to_plain(Dossier().with_sections(added))["sections"]
    assert plain["mechanisms"]["seats"]["authorities"] == 8
    assert len(plain["stakeholders"]["items"]) == 10
    raci = {row["step"]: row for row in plain["mechanisms"]["raci"]}
    assert raci[1]["responsible"] == raci[1]["accountable"]
    assert raci[7]["accountable"] == []
    assert plain["mechanisms"]["overloaded"] == ["International relations department"]


rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["A", "B", "C", ""]),
            "group": st.sampled_from(GROUPS),
            "power": st.floats(0, 10),
            "interest": st.floats(0, 10),
            "seats": st.integers(0, 20),
            "capacity": st.floats(0, 400),
            "step1": st.sampled_from(["auto", "R", "A", "AR", "C", "I", "none"]),
        }
    ),
    max_size=12,
)
seat_counts = st.tuples(*[st.integers(0, 50)] * 6).map(lambda counts: seats(*counts))


@settings(max_examples=60)
@given(rows_of, st.integers(1, 12))
def test_scores_stay_in_bounds_and_seats_are_conserved(rows, meetings):
    result = run(rows, meetings=meetings)
    named = [row for row in rows if row["name"]]
    assert sum(result.seats.values()) == result.total_seats == sum(row["seats"] for row in named)
    for score in ("accessible", "balanced", "independent", "transparent", "dominance"):
        assert 0 <= getattr(result, score) <= 1
    assert 0 <= result.raci_gaps <= 21
    assert 0 <= result.overloaded_count <= len(named)


@given(seat_counts)
def test_the_index_lies_between_one_sixth_and_one(held):
    index = platform.herfindahl(held)
    assert 1 / 6 - 1e-12 <= index <= 1
    if sum(held.values()):
        present = sum(1 for count in held.values() if count)
        assert index >= 1 / present - 1e-12
        assert platform.effective_groups(held) <= present + 1e-9


@given(seat_counts, st.floats(0.2, 0.6))
def test_a_seat_more_for_the_largest_group_never_helps(held, threshold):
    if not sum(held.values()):
        return
    largest = max(held, key=held.__getitem__)
    more = {**held, largest: held[largest] + 1}
    assert platform.effective_groups(more) <= platform.effective_groups(held) + 1e-9
    before = platform.balanced(platform.dominance(held), threshold)
    assert platform.balanced(platform.dominance(more), threshold) <= before + 1e-12


@given(seat_counts)
def test_moving_a_seat_from_the_largest_to_the_smallest_never_lowers_variety(held):
    largest = max(held, key=held.__getitem__)
    smallest = min(held, key=held.__getitem__)
    if held[largest] - held[smallest] < 2:
        return
    moved = {**held, largest: held[largest] - 1, smallest: held[smallest] + 1}
    assert platform.effective_groups(moved) >= platform.effective_groups(held) - 1e-9


@given(st.sampled_from(["newcomers_call", "women_seats", "costs_covered", "languages"]))
def test_a_measure_taken_never_lowers_a_principle(measure):
    values = SIM.defaults("en")
    before, after = SIM.run(values), SIM.run({**values, measure: True})
    for score in ("accessible", "balanced", "independent", "transparent"):
        assert getattr(after, score) >= getattr(before, score)
