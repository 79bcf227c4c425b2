"""What an agreement may claim: the rule of the three boxes, by hand and on any input."""

from time import perf_counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier import sections_agreement
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.sdg_lens import model
from passerelles_widgets.simulators.sdg_lens.targets import DIRECT, column, indirect, order

SIM = simulators.load("sdg_lens")
POWER = {"name": "Housing", "held": "own", "t88": True}
PAIR = {"target": "8.8", "action": "inform", "measure": "people informed"}


def run(powers=(), rows=(), others=(), cited=("8.8",), **more):
    return SIM.run(
        {
            **SIM.defaults("en"),
            "competences": list(powers),
            "commitments": list(rows),
            "indirect": list(others),
            "cited": list(cited),
            **more,
        }
    )


def lens(result, target="8.8"):
    return next(item for item in result.lenses if item.target == target)


def test_the_eight_are_those_of_the_library_with_its_words():
    items = library().checklist("sdg-targets-on-migration").items
    assert tuple(item.id for item in items) == DIRECT
    options = SIM.parameter("cited").options
    assert [(option.id, option.label) for option in options] == [
        (item.id, item.label) for item in items
    ]
    ticked = {item.id for item in SIM.parameter("competences").columns}
    assert {column(target) for target in DIRECT} <= ticked


@pytest.mark.parametrize(
    ("powers", "rows", "claim", "missing"),
    [
        ([POWER], [PAIR], "commit", ()),
        ([POWER], [{**PAIR, "measure": ""}], "attentive", ("measure",)),
        ([POWER], [{**PAIR, "action": ""}], "attentive", ("action",)),
        ([POWER], [], "attentive", ("action", "measure")),
        ([], [PAIR], "advocate", ("power",)),
        ([{**POWER, "held": "none"}], [], "advocate", ("power", "action", "measure")),
        ([{**POWER, "name": ""}], [PAIR], "advocate", ("power",)),
        ([{**POWER, "t88": False, "t107": True}], [PAIR], "advocate", ("power",)),
    ],
)
def test_the_rule_of_the_three_boxes(powers, rows, claim, missing):
    found = lens(run(powers, rows))
    assert (found.claim, found.missing) == (claim, missing)


def test_action_and_measure_must_stand_on_the_same_row():
    split = [{**PAIR, "measure": ""}, {**PAIR, "action": ""}]
    assert lens(run([POWER], split)).claim == "attentive"
    assert lens(run([POWER], [*split, PAIR])).claim == "commit"


def test_a_shared_power_counts_or_not():
    shared = [{**POWER, "held": "shared"}]
    found = lens(run(shared, [PAIR]))
    assert (found.claim, found.shared) == ("commit", True)
    assert lens(run(shared, [PAIR], shared_counts=False)).claim == "advocate"
    assert not lens(run([POWER, *shared], [PAIR])).shared


def test_an_indirect_target_needs_its_reason():
    row = {**PAIR, "target": "11,1", "reason": "they live there", "held": "own"}
    assert lens(run(others=[row]), "11.1").claim == "commit"
    assert lens(run(others=[{**row, "reason": ""}]), "11.1").claim == "aside"
    assert lens(run(others=[{**row, "held": "none"}]), "11.1").claim == "advocate"
    assert len(run(others=[{**row, "target": ""}]).lenses) == len(DIRECT)


@pytest.mark.parametrize("written", ["18.1", "0.1", "11", "11.z", "x", "10.7", "4.B", "1.100"])
def test_what_is_no_indirect_target_is_refused(written):
    with pytest.raises(Refusal):
        indirect(written, 1)


def test_targets_keep_the_order_of_the_agenda():
    given_order = ["17.18", "10.c", "3.8", "10.7", "11.1"]
    assert sorted(given_order, key=order) == ["3.8", "10.7", "10.c", "11.1", "17.18"]


def test_the_town_of_the_example():
    values = SIM.defaults("fr")
    result = SIM.run(values)
    claims = {item.target: item.claim for item in result.cited}
    assert claims == {
        "5.2": "attentive",
        "8.8": "advocate",
        "10.7": "attentive",
        "10.c": "commit",
        "16.2": "advocate",
        "17.18": "commit",
        "3.8": "aside",
        "11.1": "commit",
    }
    assert result.solidity == pytest.approx(3 / 8)
    assert result.missing_boxes == 1 + 2
    assert SIM.indicators(values) == SIM.indicators(SIM.defaults("en"))


def test_citing_less_is_more_solid_and_nothing_is_nothing():
    values = SIM.defaults("en")
    fewer = SIM.run({**values, "cited": ["10.c", "17.18"], "indirect": []})
    assert fewer.solidity == 1
    empty = run(cited=())
    assert (empty.solidity, empty.cited) == (0, ())
    assert SIM.contribution({**values, "cited": [], "indirect": []}) == {}


def test_a_target_ready_but_not_cited_is_pointed_out():
    result = run([POWER], [PAIR], cited=("10.7",))
    assert [item.target for item in result.overlooked] == ["8.8"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_contribution_is_taken_by_the_dossier_and_comes_back(language):
    values = SIM.defaults(language)
    dossier = Dossier().with_sections(SIM.contribution(values))
    section = to_plain(dossier)["sections"]["sdg-adherence"]
    assert section["solidity"] == pytest.approx(3 / 8)
    again = SIM.defaults(language, dossier)
    assert SIM.indicators(again) == SIM.indicators(values)
    assert SIM.contribution(again) == SIM.contribution(values)


def test_the_ids_are_those_of_the_dossier():
    assert get_args(sections_agreement.Claim) == get_args(model.Claim)
    assert get_args(sections_agreement.Held) == get_args(model.Held)


powers = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["", "A", "B"]),
            "held": st.sampled_from(["own", "shared", "none"]),
            **{column(target): st.booleans() for target in DIRECT},
        }
    ),
    max_size=4,
)
pairs = st.lists(
    st.fixed_dictionaries(
        {
            "target": st.sampled_from(DIRECT),
            "action": st.sampled_from(["", "do"]),
            "measure": st.sampled_from(["", "count"]),
        }
    ),
    max_size=6,
)


@given(powers, pairs, st.sets(st.sampled_from(DIRECT)))
def test_one_more_power_or_pair_never_weakens_a_claim(held, rows, cited):
    before = run(held, rows, cited=cited)
    after = run([*held, {**POWER, "name": "New"}], [*rows, PAIR], cited=cited)
    strength = {"advocate": 0, "attentive": 1, "commit": 2}
    for old, new in zip(before.lenses, after.lenses, strict=True):
        assert strength[new.claim] >= strength[old.claim]
    counted = before.committed + before.attentive + before.advocated + before.aside
    assert counted == len(before.cited)
    assert 0 <= before.solidity <= after.solidity <= 1


def test_full_tables_do_not_run_away():
    values = SIM.defaults("en")
    full = {
        **values,
        "competences": [{**POWER, "name": str(i)} for i in range(15)],
        "commitments": [PAIR] * 20,
    }
    start = perf_counter()
    SIM.run(full)
    assert perf_counter() - start < 5  # a bound against runaway work, not a measure of speed
