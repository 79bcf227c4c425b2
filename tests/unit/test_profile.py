"""The profile's model: worths by hand, and what must hold whatever the figures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_needs import Breakdown, Family, FamilyState, Quality
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.profile.csv_file import MAX_ROWS
from passerelles_widgets.simulators.profile.families import (
    BREAKDOWNS,
    FAMILIES,
    QUALITIES,
    STATES,
    Entry,
    Yardstick,
    freshness,
    worth,
)

SIM = simulators.load("profile")
YARD = Yardstick(2026, 5, {"official": 1, "estimate": 0.6, "testimony": 0.4}, BREAKDOWNS, 0.4, 0.65)
FULL = {"family": "health", "label": "A", "quality": "official", "year": 2026,
        **dict.fromkeys(BREAKDOWNS, True)}  # fmt: skip


def run(rows, **more):
    return SIM.run({**SIM.defaults("en"), "figures": rows, **more})


def entry(year=2026, quality="official", breakdown=()):
    return Entry("health", "A", 1.0, "", year, "", quality, breakdown)


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2030, 1), (2026, 1), (2021, 1), (2016, 0.5), (2011, 0), (1990, 0)],
)
def test_a_figure_grows_old(year, expected):
    assert freshness(year, YARD) == pytest.approx(expected)


def test_worth_by_hand():
    assert worth(entry(breakdown=BREAKDOWNS), YARD) == pytest.approx(1)
    assert worth(entry(), YARD) == pytest.approx(0.6)
    assert worth(entry(breakdown=("sex", "age")), YARD) == pytest.approx(0.8)
    assert worth(entry(2016, "estimate", ("sex",)), YARD) == pytest.approx(0.6 * 0.5 * 0.7)


def test_the_town_of_the_example():
    result = SIM.run(SIM.defaults("fr"))
    states = {family.id: family.state for family in result.families}
    assert [name for name, state in states.items() if state == "missing"] == [
        "businesses",
        "social-programmes",
        "savings",
    ]
    worths = [0.9, 0.6 * 0.6 * 0.7, 0.8, 0, 0.8, 0.8, 0.4 * 0.6, 0, 0.6 * 0.2 * 0.7, 0]
    assert [family.worth for family in result.families] == pytest.approx(worths)
    assert result.completeness == pytest.approx(sum(worths) / 10)
    assert (result.sound, result.documented, result.stale, result.undivided) == (4, 7, 2, 1)
    assert [item.value for item in result.drawn] == [3100, 2600, 1500]
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_an_empty_profile():
    result = run([])
    assert (result.completeness, result.documented, result.sound) == (0, 0, 0)
    assert {family.state for family in result.families} == {"missing"}
    assert result.drawn == ()
    assert run([{"label": ""}, {"label": "A"}]).unnamed == 1


def test_a_complete_family_is_worth_one():
    assert run([FULL]).completeness == pytest.approx(0.1)
    assert run([{**FULL, "sex": False}], wanted=["age"]).completeness == pytest.approx(0.1)
    assert run([{**FULL, **dict.fromkeys(BREAKDOWNS, False)}], wanted=[]).undivided == 0


def test_the_figures_drawn_share_their_unit():
    rows = [{**FULL, "label": name, "unit": unit} for name, unit in ("a%", "bp", "c%")]
    result = run(rows, shown="health")
    assert [item.label for item in result.drawn] == ["a", "c"]
    assert result.unit == "%"
    assert run(rows, shown="savings").drawn == ()


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = SIM.defaults("en")
    dossier = Dossier().with_sections(SIM.contribution(values))
    section = to_plain(dossier)["sections"]["territory-profile"]
    assert section["families"]["countries"] == "sound"
    assert section["figures"][0]["breakdown"] == ["sex", "age", "place"]
    assert SIM.defaults("en", dossier)["figures"] == SIM.check(values)["figures"]


def test_a_full_profile_fits_a_link_and_the_dossier():
    rows = [
        {**FULL, "label": f"{n} {'é' * 100}", "source": f"{n}", "value": n / 7} for n in range(120)
    ]
    values = {**SIM.defaults("fr"), "figures": rows}
    assert SIM.unshare(SIM.share(values)) == SIM.check(values)
    Dossier().with_sections(SIM.contribution(values))


def test_the_ids_are_those_of_the_guide_and_of_the_dossier():
    assert tuple(item.id for item in library().checklist("migration-data-families").items) == (
        FAMILIES
    )
    assert Family.__args__ == FAMILIES
    assert Quality.__args__ == QUALITIES
    assert Breakdown.__args__ == BREAKDOWNS
    assert FamilyState.__args__ == STATES
    assert SIM.parameter("figures").max_rows == MAX_ROWS


rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "family": st.sampled_from(FAMILIES),
            "label": st.sampled_from(["A", "B", ""]),
            "value": st.floats(-1e12, 1e12),
            "unit": st.sampled_from(["", "%", "p"]),
            "year": st.integers(1950, 2100),
            "quality": st.sampled_from(QUALITIES),
            **dict.fromkeys(BREAKDOWNS, st.booleans()),
        }
    ),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(rows_of, st.sets(st.sampled_from(BREAKDOWNS)), st.integers(1990, 2100))
def test_everything_stays_within_bounds(rows, wanted, year):
    result = run(rows, wanted=list(wanted), year=year)
    assert 0 <= result.completeness <= 1 + 1e-12
    assert sum(len(family.entries) for family in result.families) == len(result.entries)
    assert result.sound <= result.documented <= 10
    assert result.stale <= len(result.entries)


@settings(max_examples=40, deadline=None)
@given(rows_of, st.sampled_from(FAMILIES))
def test_another_figure_never_weakens_a_profile(rows, family):
    more = [*rows, {**FULL, "family": family}]
    assert run(more).completeness >= run(rows).completeness - 1e-12
    assert run(more).sound >= run(rows).sound


@given(st.integers(1950, 2100), st.sampled_from(QUALITIES), st.sampled_from(BREAKDOWNS))
def test_fresher_and_finer_is_never_worth_less(year, quality, part):
    assert worth(entry(year + 1, quality), YARD) >= worth(entry(year, quality), YARD)
    assert worth(entry(year, quality, (part,)), YARD) >= worth(entry(year, quality), YARD)
