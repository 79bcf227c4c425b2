"""Remittances: the history of the Mexican fund, cases worked by hand, and what must hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_schemes import Matcher, Rule
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.remittances import inequality
from passerelles_widgets.simulators.remittances.fund import PARTNERS, RULES, SINCE

SIM = simulators.load("remittances")
CEILINGS = tuple(f"ceiling-{name}" for name in PARTNERS)


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def fund(rule, pooled, ceiling=100_000_000, **more):
    return run(rule=rule, pooled=pooled, **dict.fromkeys(CEILINGS, ceiling), **more)


def test_2004_twenty_million_from_migrants_are_joined_by_sixty():
    """R 4.1: $20 m from migrants, $60 m from the three levels of government, at 3×1."""
    result = fund("3x1", 20_000_000)
    assert result.matched == 60_000_000
    assert result.fund == 80_000_000
    assert result.leverage == 3
    assert [share.amount for share in result.fund_now.shares] == [20_000_000] * 3


@pytest.mark.parametrize(
    ("year", "rule", "joined"),
    [
        (1986, "1x1", "region"),
        (1993, "2x1", "nation"),
        (1999, "3x1", "municipality"),
        (2006, "4x1", "company"),
    ],
)
def test_each_step_of_the_programme_brings_in_one_more_partner(year, rule, joined):
    """R 5.7: the state in 1986, the federal state in 1993, municipalities in 1999, then 2006."""
    result = fund(rule, 1000)
    count = RULES[rule]
    assert SINCE[rule] == year
    assert result.fund_now.shares[-1].partner == joined
    assert result.matched == 1000 * count
    assert result.fund == 1000 * (1 + count)
    assert result.binding == ()
    label = dict(SIM.texts("en").labels)[f"rule/{rule}"]
    assert str(year) in label


def test_a_project_of_290_000_dollars_asks_the_clubs_for_a_quarter():
    """R 5.7: 290,000 at 3×1 is 72,500 from the clubs, as in the module's question."""
    result = fund("3x1", 72_500, project_cost=290_000)
    assert result.fund_now.club_cost == 72_500
    assert result.fund == 290_000
    assert result.projects == 1
    assert fund("3x1", 72_499, project_cost=290_000).projects == 0


def test_a_ceiling_holds_only_the_partner_that_has_it():
    result = run()
    assert result.matched == 90_000 + 90_000 + 40_000
    assert result.binding == ("municipality",)
    assert result.fund_now.shares[2].short == 50_000


def test_the_money_sent_by_hand():
    """6 m, half official at 9 %, half elsewhere at 6 %; 8 % and 4 % invested."""
    result = run(rule="none", pooled=0)
    assert result.fees == pytest.approx(3_000_000 * 0.09 + 3_000_000 * 0.06)
    assert result.invested == pytest.approx(0.08 * 2_730_000 + 0.04 * 2_820_000)
    spent = 5_550_000 - 331_200
    assert result.flows.demand == pytest.approx(spent)
    assert result.activity == pytest.approx(1.1 * spent + 1.6 * 331_200)
    excess = spent - 0.15 * 24_000_000 - 0.5 * 331_200
    assert result.inflation == pytest.approx(0.5 * excess / 24_000_000)


def test_a_cheaper_transfer_brings_money_into_official_channels():
    """Four points off at four points each: 50 % becomes 66 %."""
    result = run(cost=5)
    assert result.formal_share == pytest.approx(0.66)
    assert result.fees < run().fees
    assert run(cost=0, response=10, today_cost=30).formal_share == 1
    assert run(cost=30, response=10, today_cost=0).formal_share == 0


def test_tenths_by_hand():
    incomes = inequality.tenths(3000, 0.38)
    assert sum(incomes) == pytest.approx(30_000)
    assert list(incomes) == sorted(incomes)
    assert inequality.gini((1, y) for y in incomes) == pytest.approx(0.38, abs=0.01)
    assert inequality.tenths(3000, 0) == (3000,) * 10


def test_gini_by_hand():
    assert inequality.gini([(1, 5), (1, 5)]) == pytest.approx(0)
    assert inequality.gini([(1, 0), (1, 10)]) == pytest.approx(0.5)
    assert inequality.gini([(3, 0), (1, 10)]) == pytest.approx(0.75)
    assert inequality.gini([(1, 1), (1, 3)]) == pytest.approx(0.25)
    assert inequality.gini([]) == inequality.gini([(1, 0)]) == 0


def test_the_warnings_of_the_report_show_in_the_example():
    result = run()
    assert result.gini_sent > result.gini_before
    assert result.gap > result.gap_before
    assert result.inflation > 0.01
    assert result.formal_share < 0.6
    assert run(common=100).net_without > result.net_without > run(common=0).net_without


def test_where_every_family_has_an_emigrant_there_is_no_gap():
    result = run(with_emigrant=100)
    assert (result.gap, result.net_without, result.price_cost) == (1, 0, 0)
    assert result.everyone


def test_nothing_sent_and_nothing_pooled():
    result = run(sent=0, pooled=0)
    assert (result.fund, result.fees, result.activity, result.inflation) == (0, 0, 0, 0)
    assert (result.leverage, result.projects) == (0, 0)
    assert result.gini == pytest.approx(result.gini_before)
    assert result.net_without == pytest.approx(0)


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {**SIM.defaults("en"), "rule": "4x1", "cost": 5.5, "common": 70, "pooled": 120_000}
    dossier = Dossier().with_sections(SIM.contribution(values))
    plain = to_plain(dossier)["sections"]["remittance-scheme"]
    assert plain["matched"] == 120_000 * 2 + 40_000 + 60_000
    again = SIM.defaults("en", dossier)
    assert again == SIM.check(values)


def test_the_ids_are_those_of_the_dossier():
    assert Matcher.__args__ == PARTNERS
    assert Rule.__args__ == tuple(RULES)


def test_values_out_of_range_are_refused():
    for faulty in ({"rule": "5x1"}, {"pooled": -1}, {"cost": 31}, {"with_emigrant": 0}):
        with pytest.raises(Refusal):
            run(**faulty)


amounts = st.floats(0, 1e8)


@given(st.sampled_from(sorted(RULES)), amounts, st.tuples(*[amounts] * 4))
def test_the_fund_adds_up_and_nobody_passes_a_ceiling(rule, pooled, ceilings):
    result = run(rule=rule, pooled=pooled, **dict(zip(CEILINGS, ceilings, strict=True)))
    shares = result.fund_now.shares
    assert len(shares) == RULES[rule]
    assert result.fund == pytest.approx(pooled + sum(share.amount for share in shares))
    for share in shares:
        assert share.amount <= min(pooled, share.ceiling)
        assert share.amount + share.short == pytest.approx(pooled)
    totals = [item.total for item in result.rules]
    assert totals == sorted(totals)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0, 1e9),
    st.floats(0, 30),
    st.floats(0, 60),
    st.floats(-1, 1),
    st.integers(1, 100),
    st.floats(0, 0.8),
)
def test_money_is_never_made_or_lost(sent, cost, productive, tilt, with_emigrant, gini):
    result = run(
        sent=sent,
        cost=cost,
        productive=productive,
        tilt=tilt,
        with_emigrant=with_emigrant,
        gini=gini,
    )
    flows = result.flows
    ends = flows.spent_formal + flows.spent_informal + flows.fees
    assert ends + flows.invested_formal + flows.invested_informal == pytest.approx(sent)
    assert 0 <= result.gini < 1
    assert 0 <= result.gini_before < 1
    assert result.inflation >= 0
    shares = inequality.receiving(with_emigrant / 100, tilt)
    assert sum(shares) / 10 == pytest.approx(with_emigrant / 100)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)
    got = inequality.amounts(1000.0, shares, tilt)
    assert sum(r * y for r, y in zip(shares, got, strict=True)) == pytest.approx(1000)
    SIM.model.contribution(SIM.model.Scenario.from_values(SIM.check(SIM.defaults("en"))), result)


@given(st.floats(0, 30), st.floats(0, 30))
def test_a_lower_cost_never_swells_fees_where_officials_cost_no_less_elsewhere(a, b):
    low, high = sorted((a, b))
    assert run(cost=low, informal_loss=30).fees <= run(cost=high, informal_loss=30).fees + 1e-6


@given(st.floats(0, 60), st.floats(0, 60))
def test_investing_more_never_raises_prices(a, b):
    low, high = sorted((a, b))
    assert run(productive=high).inflation <= run(productive=low).inflation + 1e-12
