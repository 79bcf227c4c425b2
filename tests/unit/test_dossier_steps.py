"""The seven steps: complete, thin or empty, each with a reason in both languages."""

from dataclasses import replace
from typing import get_args

import pytest

from passerelles.dossier.schema import Dossier
from passerelles.dossier.sections import Group, Principle, Topic
from passerelles.dossier.steps import steps

ALL_GROUPS = get_args(Group)


def stakeholders(*groups):
    return {
        "stakeholders": {
            "items": [
                {
                    "name": group,
                    "group": group,
                    "power": 5,
                    "interest": 5,
                    "strategy": "manage-closely",
                }
                for group in groups
            ]
        }
    }


def mechanisms(**changes):
    raci = [{"step": n, "responsible": ["A"], "accountable": ["B"]} for n in range(1, 8)]
    return {
        "mechanisms": {
            "seats": dict.fromkeys(ALL_GROUPS, 2),
            "herfindahl": 1 / 6,
            "effective_groups": 6.0,
            "principles": dict.fromkeys(get_args(Principle), 0.5),
            "raci": raci,
            "overloaded": [],
            **changes,
        }
    }


def coherence(**changes):
    tiers = ("local", "regional", "national", "international")
    return {
        "coherence": {
            "policies": [{"name": "Housing"}, {"name": "Welcome"}],
            "instruments": [{"name": tier, "tier": tier, "score": 1} for tier in tiers],
            "synergy": 0.5,
            **changes,
        }
    }


def assessed(**changes):
    kinds = ("practical", "strategic")
    return {
        "needs": {
            "items": [
                {"name": kind, "kind": kind, "sector": "health", "priority": 5} for kind in kinds
            ]
        },
        "data-plan": {
            "sample": 10,
            "contacts": 20,
            "margin": 0.1,
            "confidence": 0.95,
            "allocation": "equal",
            "weeks": 3,
            "methods": [
                {"method": "surveys", "days": 5, "cost": 0},
                {"method": "desk-study", "days": 5, "cost": 0},
            ],
            "families": {
                name: ["surveys"] for name in ("countries", "health", "savings", "education")
            },
        },
        "territory-profile": {
            "figures": [],
            "families": {"employment": "weak", "health": "sound", "remittances": "missing"},
        },
        **changes,
    }


PARTNER = {
    "name": "Oued Zarga",
    "country": "TN",
    "channel": "networks",
    "scores": {},
    "rank_acceptability": 0.5,
}


def state(number, contribution):
    found = steps(Dossier().with_sections(contribution))[number - 1]
    assert found.reason.fr.endswith(".")
    assert found.reason.en.endswith(".")
    return found


def test_a_new_dossier_is_empty_everywhere_and_says_why():
    found = steps(Dossier())
    assert [step.number for step in found] == [1, 2, 3, 4, 5, 6, 7]
    assert {step.state for step in found} == {"empty"}
    assert all(step.reason.fr != step.reason.en for step in found)


def test_the_route_changes_steps_three_and_four():
    new, existing = steps(Dossier()), steps(replace(Dossier(), route="integrate-into-existing"))
    different = [a.number for a, b in zip(new, existing, strict=True) if a.id != b.id]
    assert different == [3, 4]
    assert existing[3].title.en == "Revise the partnership"


def test_stakeholders_need_all_six_groups():
    assert state(2, stakeholders(*ALL_GROUPS)).state == "complete"
    thin = state(2, stakeholders(*ALL_GROUPS[:4]))
    assert thin.state == "thin"
    assert thin.reason.fr == "Personne ne représente encore le secteur privé et le monde du savoir."
    assert "the private sector and the world of knowledge" in thin.reason.en
    assert state(2, stakeholders()).state == "empty"


@pytest.mark.parametrize(
    ("changes", "expected", "word"),
    [
        ({}, "thin", "coherence of your policies"),
        ({"seats": {}}, "empty", "no seats"),
        ({"principles": {"balanced": 0.9}}, "thin", "transparency"),
        ({"raci": [{"step": 1, "responsible": ["A"], "accountable": ["B"]}]}, "thin", "2, 3"),
        ({"overloaded": ["A"]}, "thin", "too heavy for A"),
    ],
)
def test_mechanisms(changes, expected, word):
    found = state(3, mechanisms(**changes))
    assert found.state == expected
    assert word in found.reason.en


@pytest.mark.parametrize(
    ("changes", "expected", "word"),
    [
        ({}, "complete", "your policies agree"),
        ({"policies": [{"name": "Housing"}]}, "thin", "still to be checked"),
        (
            {"conflicts": [{"source": "A", "target": "B", "score": -2, "weight": 2.5}] * 2},
            "thin",
            "settle: 2, first “A” against “B”",
        ),
        (
            {"instruments": [{"name": "x", "tier": "national", "score": -3}]},
            "thin",
            "local, regional and international",
        ),
    ],
)
def test_coherence_completes_the_mechanisms(changes, expected, word):
    found = state(3, {**mechanisms(), **coherence(**changes)})
    assert found.state == expected
    assert word in found.reason.en


def test_policies_compared_without_a_platform_are_thin():
    found = state(3, coherence())
    assert found.state == "thin"
    assert "no seats" in found.reason.en


@pytest.mark.parametrize(
    ("changes", "expected", "word"),
    [
        ({}, "complete", "several methods"),
        ({"needs": {"items": []}}, "thin", "no need"),
        ({"needs": None, "data-plan": None}, "empty", "no data gathered"),
        ({"data-plan": None}, "thin", "still to be planned"),
        ({"territory-profile": None}, "thin", "4 of ten"),
    ],
)
def test_needs(changes, expected, word):
    found = state(1, assessed(**changes))
    assert found.state == expected
    assert word in found.reason.en


def test_needs_are_practical_and_strategic_and_checked_by_two_methods():
    contribution = assessed()
    contribution["data-plan"]["methods"].pop()
    assert "two methods" in state(1, contribution).reason.en
    for kind, french in (("strategic", "pratique"), ("practical", "stratégique")):
        item = {"name": "x", "kind": kind, "sector": "health", "priority": 5}
        found = state(1, assessed(needs={"items": [item]}))
        assert found.state == "thin"
        assert f"de nature {french}" in found.reason.fr


def test_figures_without_needs_are_a_beginning():
    figure = {
        "family": "health",
        "label": "x",
        "value": 1,
        "unit": "",
        "year": 2020,
        "source": "",
        "quality": "estimate",
    }
    found = state(1, {"territory-profile": {"figures": [figure]}})
    assert found.state == "thin"
    assert "no need" in found.reason.en


def test_a_partner_is_thin_until_there_is_an_agreement():
    partial = {"items": dict.fromkeys(get_args(Topic)[:4], "partial"), "readiness": 0.3}
    full = {"items": dict.fromkeys(get_args(Topic), "verified"), "readiness": 1}
    assert "6 of the 6" in state(4, {"partner": PARTNER}).reason.en
    assert "2 of the 6" in state(4, {"partner": PARTNER, "due-diligence": partial}).reason.en
    complete = state(4, {"partner": PARTNER, "due-diligence": full})
    assert complete.state == "thin"
    assert "agreement" in complete.reason.en
    assert state(4, {"due-diligence": full}).state == "thin"
