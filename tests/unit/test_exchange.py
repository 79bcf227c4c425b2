"""Exchange: pairs worked by hand, the best pairing against every other, and the programme."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_learning import Host, PeerActivity, SharedLanguage
from passerelles_widgets import simulators
from passerelles_widgets.simulators.exchange import programme as plan
from passerelles_widgets.simulators.exchange.matching import (
    TOPICS,
    Territory,
    flow,
    pair,
    pairing,
    reciprocity,
)
from passerelles_widgets.simulators.exchange.programme import Activity, Prices

SIM = simulators.load("exchange")
PRICES = Prices(journey=900, board=120, interpreting=600, association=100, writing=250)


def town(number, scores, language="fr", side="south"):
    padded = (*scores, *[0] * (len(TOPICS) - len(scores)))
    return Territory(number, f"T{number}", side, (language, "none"), padded)


def test_two_territories_by_hand():
    one, two = town(1, (-3, 2, 1)), town(2, (2, -1, 1))
    assert flow(one, two) == (("governance", 2),)
    assert flow(two, one) == (("inclusion", 1),)
    made = pair(one, two, weight=0.5, loss=0.25)
    assert (made.learnt, made.taught) == (2, 1)
    assert made.reciprocity == pytest.approx(2 / 3)
    assert made.worth == pytest.approx(3 * (0.5 + 0.5 * 2 / 3))
    apart = pair(one, town(2, (2, -1, 1), "es"), weight=0.5, loss=0.25)
    assert apart.worth == pytest.approx(made.worth * 0.75)
    assert apart.shared == ()


def test_another_language_is_shared_with_nobody():
    one, two = town(1, (-1,), "other"), town(2, (1,), "other")
    assert pair(one, two, 0, 0.5).shared == ()


def test_a_one_way_exchange_is_worth_nothing_when_reciprocity_is_everything():
    one, two = town(1, (-3,)), town(2, (3,))
    assert reciprocity(3, 0) == 0
    assert pair(one, two, 1.0, 0).worth == 0
    assert pairing([one, two], 1.0, 0, first_paired=True) == ()
    assert len(pairing([one, two], 0.9, 0, first_paired=False)) == 1


def test_the_best_pairing_may_leave_the_best_pair_apart():
    # 2–3 is worth 6, but 1–2 and 3–4 are worth 4 each.
    towns = [
        town(1, (-2, 2)),
        town(2, (2, -2, -3, 3)),
        town(3, (0, 0, 3, -3, -2, 2)),
        town(4, (0, 0, 0, 0, 2, -2)),
    ]
    pairs = pairing(towns, 0.5, 0, first_paired=False)
    assert [(made.first.number, made.second.number) for made in pairs] == [(1, 2), (3, 4)]
    assert sum(made.worth for made in pairs) == 8


def test_your_territory_first_or_not():
    towns = [town(1, (-1,)), town(2, (1, -3, 3)), town(3, (0, 3, -3))]
    alone = pairing(towns, 0.5, 0, first_paired=False)
    assert [(made.first.number, made.second.number) for made in alone] == [(2, 3)]
    first = pairing(towns, 0.5, 0, first_paired=True)
    assert [(made.first.number, made.second.number) for made in first] == [(1, 2)]


def test_costs_by_hand():
    visit = plan.costed(Activity("visits", "peer", 4, 4, 5, 1), PRICES, interpreted=True)
    assert visit.travel == 5 * (900 + 4 * 120)
    assert visit.interpreting == 2400
    assert visit.associations == 400
    assert visit.cost == 6900 + 2400 + 400
    online = plan.costed(Activity("meetings", "online", 1, 1, 8, 0), PRICES, interpreted=False)
    assert online.cost == 0
    text = plan.costed(Activity("written-lessons", "online", 9, 3, 2, 0), PRICES, interpreted=False)
    assert text.cost == 750


def test_programme_gaps():
    visits = [Activity("visits", "peer", month, 2, 2, 0) for month in (9, 4, 5)]
    assert plan.missing(visits) == ("meetings", "training-sessions", "written-lessons")
    assert [(a.month, b.month) for a, b in plan.rushed(visits, 2)] == [(4, 5)]
    assert plan.rushed(visits, 0) == ()
    assert plan.association_share([]) == 0
    shared = [Activity("visits", "peer", 1, 2, 4, 1), Activity("visits", "peer", 1, 4, 1, 1)]
    assert plan.association_share(shared) == pytest.approx(6 / 12)


def test_the_example():
    result = SIM.run(SIM.defaults("fr"))
    names = [(made.first.name, made.second.name) for made in result.pairs]
    assert names == [
        ("Votre collectivité", "San Eligio"),
        ("Kaolé", "Hargestad"),
        ("Aïn Sebra", "Quelimar"),
    ]
    assert (result.home_gain, result.paired, result.kinds) == (5, 6, 3)
    assert result.cost == 800 + 9300 + 9500
    assert [item.name for item in result.alone] == ["Alderwick"]
    assert result.met_share == pytest.approx(16 / 31)
    assert result.reciprocity == pytest.approx(2 * (0 + 3 + 2) / 16)
    assert sum(result.directions.values()) == pytest.approx(1)
    assert (result.south_to_north, result.south_to_south) == (
        pytest.approx(8 / 16),
        pytest.approx(4 / 16),
    )
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_every_lever_of_the_example_changes_your_peer():
    values = SIM.defaults("en")

    def peer(**changes):
        made = SIM.run({**values, **changes}).home_pair
        return made and made.second.name

    assert peer() == "San Eligio"
    assert peer(reciprocity_weight=90) == "Kaolé"
    assert peer(language_loss=60) == "Alderwick"
    assert peer(home_first=False) is None


def test_nobody_one_and_a_nameless_first_row():
    values = SIM.defaults("en")
    for rows in ([], values["territories"][:1], [{"name": "A"}, {"name": "B"}]):
        assert SIM.run({**values, "territories": rows}).pairs == ()
        assert SIM.contribution({**values, "territories": rows}) == {}
    headless = [{**values["territories"][0], "name": ""}, *values["territories"][1:]]
    result = SIM.run({**values, "territories": headless})
    assert (result.unnamed, result.home_pair, result.choices, result.cost) == (1, None, (), 0)
    assert result.pairs


def test_associations_never_outnumber_the_people():
    values = SIM.defaults("en")
    row = {"kind": "visits", "host": "home", "month": 1, "days": 1, "people": 2, "associations": 9}
    assert SIM.run({**values, "activities": [row]}).association_share == 1


def test_contribution_is_taken_by_the_dossier_and_its_activities_come_back():
    values = SIM.defaults("en")
    dossier = Dossier().with_sections(SIM.contribution(values))
    section = to_plain(dossier)["sections"]["exchange-programme"]
    assert (section["home"], section["peer"]) == ("Your authority", "San Eligio")
    assert section["learns"] == ["inclusion", "education"]
    assert section["languages"] == []
    assert SIM.defaults("en", dossier)["activities"] == values["activities"]


def test_needs_and_sectors_of_the_dossier_become_scores():
    need = {"name": "N", "kind": "practical", "sector": "health", "priority": 9}
    plain = {
        "territories": {"home": "Ici", "partner": "Là"},
        "sections": {"needs": {"items": [need]}},
    }
    rows = SIM.defaults("fr", plain)["territories"]
    assert [row["name"] for row in rows[:2]] == ["Ici", "Là"]
    assert {topic: rows[0][topic] for topic in TOPICS if rows[0][topic]} == {"health": -3}
    marks = {"need": 8, "capacity": 2, "alignment": 5}
    other = {"need": 1, "capacity": 9, "alignment": 5}
    ranked = [{"sector": "culture", "home": marks, "partner": other, "mutual": 4, "gap": 2}]
    plain["sections"]["sectors"] = {"ranked": ranked, "chosen": []}
    rows = SIM.defaults("fr", plain)["territories"]
    assert (rows[0]["culture"], rows[1]["culture"], rows[0]["health"]) == (-2, 2, 0)


def test_the_ids_are_those_of_the_dossier():
    assert PeerActivity.__args__ == plan.KINDS
    columns = {column.id: column for column in SIM.parameter("activities").columns}
    assert Host.__args__ == tuple(option.id for option in columns["host"].options)
    spoken = {column.id: column for column in SIM.parameter("territories").columns}["language"]
    assert {*SharedLanguage.__args__, "other"} == {option.id for option in spoken.options}


def best_by_trying(towns, weight, loss):
    """Return the greatest total worth, by trying every pairing."""
    if not towns:
        return 0.0
    first, rest = towns[0], towns[1:]
    tried = [best_by_trying(rest, weight, loss)]
    for k, other in enumerate(rest):
        worth = pair(first, other, weight, loss).worth
        tried.append(worth + best_by_trying(rest[:k] + rest[k + 1 :], weight, loss))
    return max(tried)


scores = st.tuples(*[st.integers(-3, 3)] * len(TOPICS))
groups = st.lists(st.tuples(scores, st.sampled_from(["fr", "es"])), max_size=7).map(
    lambda rows: [town(i, row, language) for i, (row, language) in enumerate(rows, start=1)]
)


@settings(max_examples=60)
@given(groups, st.floats(0, 1), st.floats(0, 0.9))
def test_no_other_pairing_is_worth_more(towns, weight, loss):
    pairs = pairing(towns, weight, loss, first_paired=False)
    assert sum(made.worth for made in pairs) == pytest.approx(
        best_by_trying(towns, weight, loss), abs=1e-3
    )
    numbers = [item.number for made in pairs for item in (made.first, made.second)]
    assert len(numbers) == len(set(numbers))


@settings(max_examples=60)
@given(groups, st.floats(0, 1))
def test_what_one_learns_the_other_teaches(towns, weight):
    for one, two in pairwise(towns):
        here, there = pair(one, two, weight, 0.2), pair(two, one, weight, 0.2)
        assert (here.learnt, here.taught) == (there.taught, there.learnt)
        assert here.worth == pytest.approx(there.worth)
        assert 0 <= here.reciprocity <= 1


@given(st.integers(0, 60), st.integers(1, 30), st.sampled_from(plan.KINDS), st.booleans())
def test_cost_never_falls_with_more_people(people, days, kind, interpreted):
    fewer = plan.costed(Activity(kind, "home", 1, days, people, 0), PRICES, interpreted=interpreted)
    more = plan.costed(
        Activity(kind, "home", 1, days, people + 1, 1), PRICES, interpreted=interpreted
    )
    assert more.cost > fewer.cost >= 0
