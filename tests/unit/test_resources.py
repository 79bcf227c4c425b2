"""A funding plan: coverage worked by hand, the module's example, and what must always hold."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier import sections_resources as held
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.steps import steps
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.resources.chance import Odds, Source, percentile, simulate
from passerelles_widgets.simulators.resources.coverage import (
    CELLS,
    RESTRICTIONS,
    Grant,
    Need,
    paid,
)
from passerelles_widgets.simulators.resources.model import herfindahl, people, profile, readiness
from passerelles_widgets.simulators.resources.scenario import Item, Means, Role

SIM = simulators.load("resources")
EVEN = Need((100, 100, 100, 100))
PLAIN = {"cut": 0, "delay": 0, "whole-from": 100}
SURE = Source("s", "own-budgets", 120, 1, 1, "none", 1, 1, 1, in_kind=False, own=True)


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def simple(rows):
    """Return the rows without restriction, co-financing or balance to wait for."""
    free = {"restriction": "none", "rate": 100, "advance": 100, "in-kind": False}
    return [{**row, **free} for row in rows]


def test_coverage_without_strings_is_a_sum_up_to_the_need():
    assert EVEN.covered([Grant(150, "none", 1), Grant(100, "none", 1)]) == 250
    assert EVEN.covered([Grant(500, "none", 1)]) == 400
    assert EVEN.covered([]) == 0
    assert Need((0, 0, 0, 0)).covered([Grant(10, "none", 1)]) == 0


def test_restrictions_by_hand():
    """200 at home at most; together “home” and “not wages” reach three cells of four."""
    assert EVEN.covered([Grant(500, "home", 1)]) == 200
    assert EVEN.covered([Grant(500, "no-staff", 1)]) == 200
    assert EVEN.covered([Grant(500, "home", 1), Grant(500, "no-staff", 1)]) == 300
    assert EVEN.covered([Grant(150, "home", 1), Grant(120, "none", 1)]) == 270
    crossed = Need((0, 100, 0, 0))
    assert crossed.covered([Grant(80, "home", 1), Grant(80, "no-staff", 1)]) == 100


def test_cofinancing_by_hand():
    """75 % of a strand of 56,000 is 42,000: 9,000 of one's own support only 27,000 of it."""
    strand = Need((56_000, 0, 0, 0))
    grant = Grant(42_000, "none", 0.75)
    assert strand.covered([grant, Grant(14_000, "none", 1)]) == pytest.approx(56_000)
    assert strand.covered([grant, Grant(9_000, "none", 1)]) == pytest.approx(36_000)
    assert strand.covered([grant]) == pytest.approx(0, abs=0.01)
    halves = [Grant(400, "none", 0.5), Grant(400, "none", 0.5)]
    assert EVEN.covered(halves) == pytest.approx(400)


def test_what_is_paid_adds_up_to_what_is_covered():
    grants = [Grant(42_000, "none", 0.75), Grant(9_000, "none", 1)]
    assert paid(grants, 36_000) == pytest.approx((27_000, 9_000))
    assert paid(grants, 0) == (0, 0)


def test_the_example_of_the_module():
    """The expected value is 83,400 and the chance that all of it comes in is 27 %."""
    rows = simple(SIM.defaults("en")["sources"])
    result = run(**PLAIN, sources=rows, draws=1000)
    assert result.need == result.planned == 120_000
    assert result.expected_gap == pytest.approx(36_600, abs=2_500)
    assert result.whole_chance == pytest.approx(0.27, abs=0.045)
    assert result.herfindahl == pytest.approx(0.285)
    assert result.effective_sources == pytest.approx(3.5, abs=0.05)
    assert result.core == 30_000
    assert result.funded[0].expected == pytest.approx(30_000)


def test_sure_money_covers_exactly():
    rows = [{**row, "probability": 100} for row in simple(SIM.defaults("en")["sources"])]
    result = run(sources=rows)
    assert (result.expected_cover, result.low_cover, result.whole_chance) == (1, 1, 1)
    assert result.expected_gap == 0
    assert result.core == 120_000
    assert result.histogram[-1] == 1


def test_cash_by_hand():
    """120 over four months; half comes in month 1, half in month 4: −30 before the balance."""
    source = replace(SURE, advance=0.5, last=4)
    outcome = simulate(Need((120, 0, 0, 0)), (30, 30, 30, 30), [source], Odds(10, 1, 0.5, 6))
    assert [month.balance for month in outcome.months][:4] == [30, 0, -30, 0]
    assert outcome.months[2].short == 1
    assert set(outcome.peaks) == {30}
    assert [month.spent for month in outcome.months][:4] == [30, 30, 30, 30]


def test_contributions_in_kind_bring_no_cash_and_need_none():
    gift = replace(SURE, amount=60, in_kind=True)
    money = replace(SURE, amount=60)
    outcome = simulate(Need((120, 0, 0, 0)), (60, 60), [gift, money], Odds(5, 1, 0, 0))
    assert outcome.mean == 120
    assert [month.received for month in outcome.months] == [60, 0]
    assert [month.balance for month in outcome.months] == [30, 0]


def test_a_late_payment_stays_late():
    rows = [{**row, "probability": 99} for row in simple(SIM.defaults("en")["sources"])]
    calm = run(sources=rows, cut=0, delay=0)
    late = run(sources=rows, cut=0, delay=12)
    assert late.expected_cover == calm.expected_cover
    assert late.peak_shortfall > calm.peak_shortfall


def test_spending_is_spread_evenly():
    items = [Item("a", 60, 1, 3, "home", staff=True), Item("b", 10, 3, 3, "home", staff=False)]
    assert profile(items) == (20, 20, 30)
    assert profile([]) == ()
    assert run(needs=[{"name": "x", "amount": 10, "first": 9, "last": 2}]).items[0].first == 2


def test_dependence_people_and_means_by_hand():
    assert herfindahl([25, 30, 10, 35]) == pytest.approx(0.285)
    assert herfindahl([7]) == 1
    assert herfindahl([]) == herfindahl([0, 0]) == 0
    role = Role("x", "technical", "home", 10, 4, ready=True)
    assert people([role, replace(role, available=30)]) == pytest.approx(14 / 20)
    assert people([]) == 1
    means = [Means("a", "home", state) for state in ("there", "promised", "missing", "there")]
    assert readiness(means) == 0.625
    assert readiness([]) == 1
    assert percentile((1, 2, 3, 4, 5), 0.1) == 1


def test_nothing_to_fund_and_nobody_to_pay():
    empty = {name: [] for name in ("needs", "sources", "people", "means")}
    result = SIM.run({**SIM.defaults("en"), **empty})
    assert (result.need, result.expected_cover, result.whole_chance, result.core) == (0, 0, 0, 0)
    assert (result.people_cover, result.means_ready, result.effective_sources) == (1, 1, 0)
    assert SIM.contribution({**SIM.defaults("en"), **empty}) == {}
    broke = run(sources=[])
    assert (broke.expected_gap, broke.peak_shortfall, broke.herfindahl) == (120_000, 0, 0)


def test_the_same_seed_the_same_result_and_another_one_close_to_it():
    values = SIM.defaults("en")
    scenario = SIM.model.Scenario.from_values(SIM.check(values))
    assert SIM.model.run(scenario) == SIM.model.run(scenario)
    other = run(seed=1, draws=1000).expected_cover
    assert other == pytest.approx(run(draws=1000).expected_cover, abs=0.05)
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(values)


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = SIM.check(SIM.defaults("fr"))
    dossier = Dossier().with_sections(SIM.contribution(values))
    plan = to_plain(dossier)["sections"]["funding-plan"]
    assert plan["own_share"] == pytest.approx(
        plan["sources"][0]["expected"] / sum(item["expected"] for item in plan["sources"])
    )
    assert SIM.defaults("fr", dossier) == values
    assert SIM.defaults("en", Dossier()) == SIM.defaults("en")


def test_the_need_is_the_budget_of_the_initiative():
    planner = simulators.load("initiative")
    dossier = Dossier().with_sections(planner.contribution(planner.defaults("en")))
    values = SIM.defaults("en", dossier)
    result = SIM.run(values)
    assert result.need == pytest.approx(86_000)
    assert result.planned == pytest.approx(86_000, abs=0.1)
    by_name = {row["name"]: row for row in values["needs"]}
    workshops = by_name["Workshops, childcare included"]
    assert (workshops["first"], workshops["last"], workshops["staff"]) == (7, 12, False)
    assert by_name["Support workers, Sahlène"]["place"] == "partner"
    again = dossier.with_sections(SIM.contribution(values))
    assert SIM.defaults("en", again)["needs"] == SIM.check(values)["needs"]
    changed = planner.defaults("en")
    changed["costs"][0]["quantity"] = 20
    moved = again.with_sections(planner.contribution(changed))
    assert SIM.run(SIM.defaults("en", moved)).need == pytest.approx(88_200)


def test_the_largest_plan_fits_into_the_dossier():
    row = {"name": "x" * 100, "amount": 30_000_000, "first": 1, "last": 60}
    source = {"name": "y" * 100, "amount": 30_000_000, "month": 60, "last": 60}
    values = {**SIM.defaults("en"), "needs": [row] * 30, "sources": [source] * 10, "delay": 12}
    made = Dossier().with_sections(SIM.contribution(values)).sections
    assert made.budget.total == 900_000_000


def test_step_six():
    def step(contribution):
        return steps(Dossier().with_sections(contribution))[5]

    values = SIM.defaults("en")
    assert step({}).state == "empty"
    thin = step(SIM.contribution(values))
    assert (thin.state, "67% of the need" in thin.reason.en) == ("thin", True)
    values["sources"] = [{**row, "probability": 100} for row in simple(values["sources"])]
    assert "people or time" in step(SIM.contribution(values)).reason.en
    values["people"] = [{**row, "available": 20} for row in values["people"]]
    assert "technical means" in step(SIM.contribution(values)).reason.en
    values["means"] = [{**row, "state": "there"} for row in values["means"]]
    assert step(SIM.contribution(values)).state == "complete"
    without = {**values, "sources": [{**row, "own": False} for row in values["sources"]]}
    assert "money of its own" in step(SIM.contribution(without)).reason.en
    alone = {**values, "sources": [{**values["sources"][0], "amount": 120_000}]}
    assert "fewer than two sources" in step(SIM.contribution(alone)).reason.en
    assert "still to be found" in step(SIM.contribution({**values, "sources": []})).reason.en
    assert step({"funding-plan": {}}).state == "thin"


def test_the_ids_are_those_of_the_library_and_of_the_dossier():
    kinds = tuple(item.id for item in library().checklist("funding-sources").items)
    assert get_args(held.FundingSource) == kinds
    assert get_args(held.Restriction) == tuple(RESTRICTIONS)
    sources = SIM.parameter("sources")
    options = {column.id: [o.id for o in column.options] for column in sources.columns}
    assert tuple(options["kind"]) == kinds
    assert tuple(options["restriction"]) == tuple(RESTRICTIONS)


amounts = st.floats(0, 1e6)
needs = st.lists(amounts, min_size=len(CELLS), max_size=len(CELLS)).map(Need)
grants = st.lists(
    st.builds(Grant, amounts, st.sampled_from(sorted(RESTRICTIONS)), st.floats(0.01, 1)),
    max_size=6,
)


@given(needs, grants)
def test_coverage_is_what_the_sources_can_pay_together(need, given_grants):
    covered = need.covered(given_grants)
    assert -0.01 <= covered <= need.total + 0.01
    assert covered <= sum(grant.amount for grant in given_grants) + 0.01
    parts = [min(grant.amount, grant.rate * covered) for grant in given_grants]
    assert covered <= sum(parts) + 0.1
    assert sum(paid(given_grants, covered)) == pytest.approx(covered, abs=0.01)


@given(needs, grants, amounts, st.sampled_from(sorted(RESTRICTIONS)))
def test_one_more_grant_never_covers_less(need, given_grants, amount, restriction):
    more = [*given_grants, Grant(amount, restriction, 1.0)]
    assert need.covered(more) >= need.covered(given_grants) - 0.1


@given(needs, grants)
def test_coverage_is_the_greatest_solution(need, given_grants):
    """No total above the one found can be paid under the co-financing rates."""
    covered = need.covered(given_grants)
    for more in (1.0, 10.0, 1000.0):
        total = covered + more
        caps = [Grant(min(g.amount, g.rate * total), g.restriction, 1.0) for g in given_grants]
        assert need.covered(caps) < total


sources = st.lists(
    st.builds(
        Source,
        st.just("x"),
        st.just("philanthropy"),
        st.floats(0, 1e5),
        st.floats(0, 1),
        st.integers(1, 24),
        st.sampled_from(sorted(RESTRICTIONS)),
        st.floats(0.01, 1),
        st.floats(0, 1),
        st.integers(1, 24),
        in_kind=st.booleans(),
        own=st.booleans(),
    ),
    max_size=4,
)


@settings(max_examples=40)
@given(sources, st.integers(0, 9999))
def test_better_chances_never_cover_less_and_money_adds_up(rows, seed):
    need = Need((40_000, 30_000, 20_000, 10_000))
    odds = Odds(30, seed, 0.2, 4)
    plan = (25_000.0,) * 4
    low = simulate(need, plan, rows, odds)
    raised = [replace(row, probability=min(row.probability + 0.3, 0.999)) for row in rows]
    kept = [r if o.probability < 0.999 else o for r, o in zip(raised, rows, strict=True)]
    assert simulate(need, plan, kept, odds).mean >= low.mean - 0.1
    assert sum(low.paid) == pytest.approx(low.mean, abs=0.1)
    spent = sum(month.spent for month in low.months)
    assert spent == pytest.approx(sum(month.received for month in low.months), abs=2)
    for month in low.months:
        assert month.low <= month.high
        assert 0 <= month.short <= 1
