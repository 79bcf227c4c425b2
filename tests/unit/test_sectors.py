"""Mutual interest and the kinds of initiative: cases worked by hand, and what must always hold."""

import math
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_initiatives import Condition, InitiativeKind, Obstacle
from passerelles.dossier.sections_needs import Sector
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.sectors.fitting import KINDS, OBSTACLES, Situation, fits
from passerelles_widgets.simulators.sectors.interest import (
    SECTORS,
    Marks,
    Weights,
    common,
    interest,
    standings,
)
from passerelles_widgets.simulators.sectors.practices import Practice, matches

SIM = simulators.load("sectors")
EVEN = Weights(1, 1, 1)


def row(sector, need, capacity=None, alignment=None):
    capacity = need if capacity is None else capacity
    alignment = need if alignment is None else alignment
    return {"sector": sector, "need": need, "capacity": capacity, "alignment": alignment}


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def test_the_questions_of_the_module_by_hand():
    """9 and 4 give 6; 9 and 1 give 3, where an ordinary average gives 5."""
    assert common(9, 4) == pytest.approx(6)
    assert common(9, 1) == pytest.approx(3)
    assert common(10, 0) == 0


def test_interest_by_hand():
    """(50 × 9 + 25 × 5 + 25 × 8) / 100 = 7.75."""
    assert interest(Marks(9, 5, 8), Weights(50, 25, 25)) == pytest.approx(7.75)
    assert interest(Marks(9, 5, 8), Weights(2, 1, 1)) == pytest.approx(7.75)
    assert interest(Marks(9, 5, 8), Weights(0, 3, 0)) == 5


def test_the_two_towns_of_the_example():
    result = run()
    order = [item.sector for item in result.standings]
    assert order == [
        "local-economic-development",
        "education",
        "health",
        "governance",
        "basic-services",
        "culture",
        "inclusion",
    ]
    first = result.standings[0]
    assert first.mutual == pytest.approx(math.sqrt(6.5 * 7.75))
    assert (result.lead.sector, result.lead_rank) == ("inclusion", 7)
    assert (result.asymmetry, result.flagged_kept) == (5, 1)
    assert (result.kind_fit, result.fit_lost) == (0, 0.75)


def test_ranks_are_shared_and_flags_start_at_the_threshold():
    home = {"health": Marks(4, 4, 4), "culture": Marks(9, 9, 9), "education": Marks(3, 3, 3)}
    partner = {"health": Marks(9, 9, 9), "culture": Marks(4, 4, 4), "education": Marks(6, 6, 6)}
    found = standings(home, partner, EVEN, 5)
    assert [(item.sector, item.rank) for item in found] == [
        ("health", 1),
        ("culture", 1),
        ("education", 3),
    ]
    assert [item.flagged for item in found] == [True, True, False]
    assert [item.gap for item in found] == [-5, 5, -3]


def test_rules_of_the_four_kinds_by_hand():
    marks = {"health": Marks(6, 6, 6)}
    (standing,) = standings(marks, {"health": Marks(7, 4, 5)}, EVEN, 3)
    situation = Situation(("know-how", "rules"), associations=True, others=False,
                          threshold=5, obstacle_weight=0.5)  # fmt: skip
    found = {item.kind: item for item in fits(standing, situation)}
    assert found["capacity-building"].fit == 1
    assert found["capacity-building"].missing == ()
    assert found["pilot-projects"].fit == 0.25
    assert found["pilot-projects"].missing == ("carried",)
    assert found["awareness-and-training"].fit == 0.5
    assert found["advocacy"].fit == 0.75
    assert found["advocacy"].missing == ("others",)
    assert fits(standing, situation)[0].kind == "capacity-building"
    nothing = fits(None, replace(situation, obstacles=(), associations=False))
    assert [item.fit for item in nothing] == [0, 0, 0, 0]


def test_without_a_choice_the_best_placed_is_looked_at():
    result = run(chosen=[])
    assert result.lead == result.best == result.standings[0]
    assert result.kept == ()
    assert result.interest_lost == 0
    both = run(chosen=["inclusion", "education"])
    assert both.lead.sector == "education"


def test_a_sector_marked_on_one_side_is_named_and_not_compared():
    result = run(**{"home-marks": [row("health", 5), row("culture", 5)],
                    "partner-marks": [row("culture", 6)], "chosen": ["inclusion"]})  # fmt: skip
    assert [item.sector for item in result.standings] == ["culture"]
    assert result.incomplete == ("inclusion", "health")
    nothing = {**SIM.defaults("en"), "home-marks": [row("health", 5)]}
    nothing["partner-marks"] = [row("culture", 5)]
    assert SIM.run(nothing).lead is None
    assert SIM.contribution(nothing) == {}
    assert set(SIM.indicators(nothing).values()) == {0.0}


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(Refusal, match="row 2"):
        run(**{"home-marks": [row("health", 5), row("health", 6)]})
    with pytest.raises(Refusal, match="All three weights"):
        run(**{"weight-need": 0, "weight-capacity": 0, "weight-alignment": 0})


def test_practices_closest_first():
    known = [
        Practice("a", ("health",), ("advocacy",)),
        Practice("b", ("health", "education"), ()),
        Practice("c", ("health",), ("pilot-projects",)),
        Practice("d", ("culture",), ("pilot-projects",)),
    ]
    found = matches(known, ["health", "education"], "pilot-projects", 3)
    assert [(match.practice.id, match.score) for match in found] == [("b", 4), ("c", 3), ("a", 2)]
    assert matches(known, [], "advocacy", 3) == ()
    assert len(matches(known, ["health"], "advocacy", 1)) == 1


def test_the_ids_are_those_of_the_library_and_of_the_dossier():
    assert tuple(item.id for item in library().checklist("sectors").items) == SECTORS
    assert tuple(item.id for item in library().checklist("initiative-types").items) == KINDS
    assert get_args(Sector) == SECTORS
    assert get_args(InitiativeKind) == KINDS
    assert set(get_args(Obstacle)) == set(OBSTACLES.values())
    texts = SIM.texts("en").strings
    assert all(f"condition_{name}" in texts for name in get_args(Condition))


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {**SIM.defaults("en"), "kind": "advocacy", "others": True}
    values["home-marks"][2]["need"] = 9
    dossier = Dossier().with_sections(SIM.contribution(values))
    sections = to_plain(dossier)["sections"]
    assert sections["sectors"]["chosen"] == ["inclusion"]
    assert sections["initiative-type"]["chosen"] == "advocacy"
    again = SIM.defaults("en", dossier)
    for name in ("home-marks", "partner-marks", "chosen", "kind", "others", "obstacles"):
        assert again[name] == SIM.check(values)[name], name


def test_needs_and_names_of_the_dossier_come_in():
    needs = {"items": [
        {"name": "a", "kind": "practical", "sector": "health", "priority": 4},
        {"name": "b", "kind": "strategic", "sector": "health", "priority": 9},
    ]}  # fmt: skip
    plain = {"territories": {"home": "Lyon", "partner": ""}, "sections": {"needs": needs}}
    values = SIM.defaults("en", plain)
    by_sector = {item["sector"]: item for item in values["home-marks"]}
    assert by_sector["health"]["need"] == 9
    assert by_sector["culture"]["need"] == 4
    assert (values["home"], values["partner"]) == ("Lyon", "Sahlène")
    assert SIM.defaults("en", Dossier()) == SIM.defaults("en")


marks = st.builds(Marks, *(st.floats(0, 10) for _ in range(3)))
weights = st.builds(Weights, *(st.floats(0.1, 100) for _ in range(3)))
tables = st.dictionaries(st.sampled_from(SECTORS), marks)


@given(tables, tables, weights, st.floats(0.5, 10))
def test_mutual_interest_lies_between_the_two_and_below_their_mean(home, partner, w, flag):
    found = standings(home, partner, w, flag)
    assert {item.sector for item in found} == set(home) & set(partner)
    for item in found:
        pair = (item.home_interest, item.partner_interest)
        assert min(pair) - 1e-9 <= item.mutual <= sum(pair) / 2 + 1e-9
        assert item.flagged == (item.asymmetry >= flag - 1e-9)
    assert [item.mutual for item in found] == sorted((i.mutual for i in found), reverse=True)


@given(tables, tables, weights)
def test_exchanging_the_territories_turns_only_the_gaps(home, partner, w):
    one = {item.sector: item for item in standings(home, partner, w, 3)}
    other = {item.sector: item for item in standings(partner, home, w, 3)}
    for sector, item in one.items():
        assert other[sector].mutual == pytest.approx(item.mutual)
        assert other[sector].gap == pytest.approx(-item.gap)


@given(marks, marks, weights, st.sampled_from(["need", "capacity", "alignment"]))
def test_a_better_mark_never_lowers_mutual_interest(home, partner, w, question):
    better = replace(home, **{question: 10.0})
    (low,) = standings({"health": home}, {"health": partner}, w, 3)
    (high,) = standings({"health": better}, {"health": partner}, w, 3)
    assert high.mutual >= low.mutual - 1e-9


@given(marks, marks, st.sets(st.sampled_from(list(OBSTACLES.values()))), st.booleans(),
       st.booleans(), st.floats(0, 10), st.floats(0, 1))  # fmt: skip
def test_fits_are_shares_and_more_support_never_hurts(a, b, obstacles, x, y, threshold, weight):
    (standing,) = standings({"health": a}, {"health": b}, EVEN, 3)
    situation = Situation(tuple(obstacles), x, y, threshold, weight)
    low = {item.kind: item.fit for item in fits(standing, situation)}
    full = replace(situation, associations=True, others=True)
    high = {item.kind: item.fit for item in fits(standing, full)}
    for kind in KINDS:
        assert 0 <= low[kind] <= high[kind] + 1e-12 <= 1 + 1e-9
