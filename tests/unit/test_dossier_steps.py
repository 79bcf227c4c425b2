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
        ({}, "complete", "four principles"),
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


def test_a_partner_is_thin_until_there_is_an_agreement():
    partial = {"items": dict.fromkeys(get_args(Topic)[:4], "partial"), "readiness": 0.3}
    full = {"items": dict.fromkeys(get_args(Topic), "verified"), "readiness": 1}
    assert "6 of the 6" in state(4, {"partner": PARTNER}).reason.en
    assert "2 of the 6" in state(4, {"partner": PARTNER, "due-diligence": partial}).reason.en
    complete = state(4, {"partner": PARTNER, "due-diligence": full})
    assert complete.state == "thin"
    assert "agreement" in complete.reason.en
    assert state(4, {"due-diligence": full}).state == "thin"
