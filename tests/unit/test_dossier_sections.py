"""The sections on needs, coherence and the team: their bounds, and how a reader sees them."""

import re

import pytest

from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.dossier.sections_needs import Sector
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.portal import dossier_view
from passerelles_widgets import simulators

IDS = ("survey", "profile", "coherence", "team", "stakeholders", "partners")
LANGUAGES = ("fr", "en")


def filled(language):
    dossier = Dossier()
    for simulator_id in IDS:
        tool = simulators.load(simulator_id)
        dossier = dossier.with_sections(tool.contribution(tool.defaults(language)))
    return dossier


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_dossier_survives_its_file(language):
    dossier = filled(language)
    assert from_plain(to_plain(dossier)) == dossier


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_reads_as_sentences_and_tables(language):
    shown = dossier_view.sections(filled(language), language)
    assert [section.id for section in shown] == [
        "territory-profile",
        "needs",
        "data-plan",
        "stakeholders",
        "mechanisms",
        "coherence",
        "partner",
        "due-diligence",
        "management",
    ]
    assert [section.step for section in shown] == sorted(section.step for section in shown)
    for section in shown:
        assert section.title
        assert section.sentences
        for table in section.tables:
            assert table.rows
            for row in table.rows:
                assert len(row) == len(table.headings) == len(table.numeric)
                assert all(isinstance(cell, str) for cell in row)
                # No id shows through: labels are words.
                assert not any(re.fullmatch(r"[a-z]+(-[a-z]+)+", cell) for cell in row), row


def test_numbers_are_written_in_the_reader_s_format():
    french = {s.id: s for s in dossier_view.sections(filled("fr"), "fr")}
    plan = french["data-plan"]
    assert "marge de 5,0 points au niveau de confiance de 95\u00a0%" in plan.sentences[0]
    assert plan.tables[0].rows[0][2] == "2\u202f200\u00a0€"
    conflicts = french["coherence"].tables[0]
    assert conflicts.rows[0][2] == "\u22123"
    needs = french["needs"].tables[0]
    assert [row[3] for row in needs.rows] == ["8", "7", "6", "6"]
    english = {s.id: s for s in dossier_view.sections(filled("en"), "en")}
    assert english["territory-profile"].tables[0].rows[0][2] == "3,100"


def test_a_profile_in_french_keeps_its_typography():
    for section in dossier_view.sections(filled("fr"), "fr"):
        for sentence in section.sentences:
            assert not re.search(r"(?<=\w) [:;?!%»]", sentence), sentence


def test_sections_half_filled_are_shown_as_they_are():
    dossier = Dossier().with_sections(
        {
            "needs": {"items": []},
            "territory-profile": {},
            "coherence": {},
            "management": {},
        }
    )
    shown = dossier_view.sections(dossier, "fr")
    assert len(shown) == 4
    assert all(section.tables == () for section in shown)


def test_sectors_are_those_of_the_library():
    assert Sector.__args__ == tuple(item.id for item in library().checklist("sectors").items)


def contribution(section, **changes):
    tool = {
        "needs": "survey",
        "data-plan": "survey",
        "territory-profile": "profile",
        "coherence": "coherence",
        "management": "team",
    }[section]
    simulator = simulators.load(tool)
    return {section: {**simulator.contribution(simulator.defaults("en"))[section], **changes}}


NEED = {"name": "x", "kind": "practical", "sector": "health", "priority": 5}
FIGURE = {"family": "health", "label": "x", "value": 1, "unit": "", "year": 2020, "source": "",
          "quality": "estimate"}  # fmt: skip


@pytest.mark.parametrize(
    ("section", "changes"),
    [
        ("needs", {"items": [{**NEED, "priority": 11}]}),
        ("needs", {"items": [{**NEED, "sector": "space"}]}),
        ("needs", {"items": [{**NEED, "name": "x" * 301}]}),
        ("needs", {"items": [NEED] * 301}),
        ("needs", {"other": 1}),
        ("data-plan", {"margin": 2}),
        ("data-plan", {"sample": -1}),
        ("data-plan", {"families": {"horoscopes": []}}),
        ("data-plan", {"families": {"health": ["surveys"] * 5}}),
        ("data-plan", {"errors": {"convenience": 101}}),
        ("data-plan", {"allocation": "random"}),
        ("territory-profile", {"figures": [{**FIGURE, "value": 1e13}]}),
        ("territory-profile", {"figures": [{**FIGURE, "year": 12}]}),
        ("territory-profile", {"figures": [FIGURE] * 301}),
        ("territory-profile", {"completeness": 1.5}),
        ("coherence", {"interactions": [{"source": 1, "target": 2, "score": 4}]}),
        ("coherence", {"interactions": [{"source": 0, "target": 2, "score": 1}]}),
        ("coherence", {"conflicts": [{"source": "a", "target": "b", "score": 1, "weight": 1}]}),
        ("coherence", {"synergy": -0.1}),
        ("management", {"coverage": {"political": 2}}),
        ("management", {"members": [{"name": "x", "post": "king", "time": 0.1}]}),
        ("management", {"members": [{"name": "x", "post": "legal-services", "time": 7}]}),
    ],
)
def test_what_a_section_cannot_hold_is_refused(section, changes):
    Dossier().with_sections(contribution(section))
    with pytest.raises(Refusal):
        Dossier().with_sections(contribution(section, **changes))
