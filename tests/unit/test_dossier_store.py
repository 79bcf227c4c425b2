"""The dossier: sections merge, revisions count, nothing is overwritten by accident."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, Territories, from_plain, to_plain
from passerelles.dossier.store import KEPT_REVISIONS, DossierStore
from passerelles.dossier.versions import NewerVersion, up_to_date
from passerelles.library.errors import Refusal

STAKEHOLDERS = {
    "items": [
        {
            "name": "Association des Deux Rives",
            "group": "diaspora",
            "power": 3,
            "interest": 9.5,
            "strategy": "keep-informed",
        }
    ]
}
MECHANISMS = {
    "seats": {"authorities": 3, "diaspora": 2},
    "herfindahl": 0.52,
    "effective_groups": 1.92,
    "principles": {"accessible": 0.5, "balanced": 0.4, "independent": 1, "transparent": 0.75},
    "raci": [
        {"step": 1, "responsible": ["A"], "accountable": ["B"], "consulted": [], "informed": []}
    ],
    "overloaded": [],
}
PARTNER = {
    "name": "Oued Zarga",
    "country": "TN",
    "channel": "migrant-associations",
    "scores": {"main-migrant-groups": 9, "cultural-proximity": 4},
    "rank_acceptability": 0.71,
    "alternatives": [{"name": "Rio Manso", "score": 6.2}],
}
DUE_DILIGENCE = {
    "items": {"socio-economic-context": "partial", "political-context": "unknown"},
    "readiness": 0.08,
}


def test_an_untouched_workspace_has_an_empty_dossier_and_no_file(tmp_path):
    store = DossierStore(tmp_path)
    assert store.load() == Dossier()
    assert store.history() == ()
    assert list(tmp_path.iterdir()) == []


def test_contributions_of_two_simulators_live_side_by_side(tmp_path):
    store = DossierStore(tmp_path)
    store.contribute({"stakeholders": STAKEHOLDERS, "mechanisms": MECHANISMS}, by="stakeholders")
    made = store.contribute({"partner": PARTNER, "due-diligence": DUE_DILIGENCE}, by="partners")
    assert made == DossierStore(tmp_path).load()
    assert (made.revision, made.by) == (2, "partners")
    assert made.section("stakeholders").items[0].interest == 9.5
    assert made.section("due-diligence").items["political-context"] == "unknown"
    assert made.updated.endswith("Z")
    assert made.territories.partner == "Oued Zarga"


def test_contributing_the_same_again_makes_no_revision(tmp_path):
    store = DossierStore(tmp_path)
    store.contribute({"partner": PARTNER}, by="partners")
    assert store.contribute({"partner": PARTNER}, by="partners").revision == 1


def test_a_section_can_be_emptied(tmp_path):
    store = DossierStore(tmp_path)
    store.contribute({"partner": PARTNER}, by="partners")
    assert store.contribute({"partner": None}, by="partners").section("partner") is None


@pytest.mark.parametrize(
    "contribution",
    [
        {"budget": {}},
        {"stakeholders": {"items": [{"name": "A"}]}},
        {"stakeholders": {"items": [{**STAKEHOLDERS["items"][0], "power": 11}]}},
        {"stakeholders": {"items": [{**STAKEHOLDERS["items"][0], "group": "aliens"}]}},
        {"stakeholders": {"items": [{**STAKEHOLDERS["items"][0], "name": "x" * 301}]}},
        {"stakeholders": {"items": STAKEHOLDERS["items"] * 301}},
        {"partner": {**PARTNER, "rank_acceptability": float("nan")}},
        {"partner": {**PARTNER, "surprise": 1}},
        {"due-diligence": {"items": {"weather": "unknown"}, "readiness": 0}},
        {"mechanisms": {**MECHANISMS, "raci": [{"step": 8}]}},
        {"partner": [1, 2]},
    ],
)
def test_a_faulty_contribution_is_refused_and_changes_nothing(tmp_path, contribution):
    store = DossierStore(tmp_path)
    before = store.contribute({"partner": PARTNER}, by="partners")
    with pytest.raises(Refusal):
        store.contribute(contribution, by="test")
    assert store.load() == before


def test_the_last_twenty_revisions_are_kept_and_any_can_come_back(tmp_path):
    store = DossierStore(tmp_path)
    for number in range(25):
        store.update(lambda d, n=number: replace(d, territories=Territories(home=f"T{n}")))
    history = store.history()
    assert [entry.number for entry in history] == list(range(25, 25 - KEPT_REVISIONS, -1))
    restored = store.restore(10)
    assert (restored.revision, restored.by, restored.territories.home) == (26, "restore-10", "T9")
    with pytest.raises(Refusal, match="no longer kept"):
        store.restore(2)


def test_a_dossier_that_vanished_comes_back_from_its_last_revision(tmp_path):
    store = DossierStore(tmp_path)
    first = store.contribute({"partner": PARTNER}, by="partners")
    (tmp_path / "dossier.json").unlink()
    # As after a first change cut off between its two files: nothing is lost, nothing is told.
    again = DossierStore(tmp_path)
    assert again.load() == first
    assert again.notice is None
    second = again.contribute({"stakeholders": STAKEHOLDERS}, by="stakeholders")
    (tmp_path / "dossier.json").unlink()
    again = DossierStore(tmp_path)
    assert again.load() == second
    assert "revision 2" in again.notice.en
    assert (tmp_path / "dossier.json").exists()


@pytest.mark.parametrize("route", ["build-new", "integrate-into-existing"])
def test_plain_data_and_back_is_the_identity(route):
    dossier = replace(Dossier(), route=route).with_sections(
        {
            "stakeholders": STAKEHOLDERS,
            "mechanisms": MECHANISMS,
            "partner": PARTNER,
            "due-diligence": DUE_DILIGENCE,
        }
    )
    assert from_plain(to_plain(dossier)) == dossier


def test_an_older_version_is_migrated_one_step_at_a_time():
    migrations = {
        1: lambda data: {**data, "a": 1},
        2: lambda data: {**data, "b": data["a"] + 1},
    }
    assert up_to_date({"schema": 1}, 3, "x.json", migrations) == {"schema": 3, "a": 1, "b": 2}
    with pytest.raises(NewerVersion):
        up_to_date({"schema": 4}, 3, "x.json", migrations)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


# The first draw of text builds Hypothesis's table of characters, which takes seconds.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(["partner", "stakeholders", "mechanisms", "x"]), JSON))
def test_whatever_is_contributed_is_taken_or_refused(contribution):
    try:
        made = Dossier().with_sections(contribution)
    except Refusal:
        return
    assert from_plain(to_plain(made)) == made
