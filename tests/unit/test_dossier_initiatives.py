"""Sectors, initiative, budget and funding as a reader of the dossier sees them."""

import re

import pytest

from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.dossier.steps import steps
from passerelles.portal import dossier_view
from passerelles_widgets import simulators
from passerelles_widgets.strings import strings

LANGUAGES = ("fr", "en")
SIMULATORS = ("sectors", "initiative", "resources")
SECTIONS = ["sectors", "initiative-type", "initiative", "budget", "funding-plan"]


def filled(language):
    dossier = Dossier()
    for simulator_id in SIMULATORS:
        tool = simulators.load(simulator_id)
        dossier = dossier.with_sections(tool.contribution(tool.defaults(language, dossier)))
    return dossier


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_sections_read_as_sentences_and_tables(language):
    dossier = filled(language)
    assert from_plain(to_plain(dossier)) == dossier
    shown = dossier_view.sections(dossier, language)
    assert [section.id for section in shown] == SECTIONS
    assert [section.step for section in shown] == [5, 5, 5, 6, 6]
    for section in shown:
        assert section.tables
        for said in section.sentences:
            assert not re.search(r"(?<=\w) [:;?!%»]", said) or language == "en", said
        for table in section.tables:
            for row in table.rows:
                assert len(row) == len(table.headings) == len(table.numeric)
                assert all(isinstance(cell, str) for cell in row)
                # No id shows through: labels are words.
                assert not any(re.fullmatch(r"[a-z]+(-[a-z]+)+", cell) for cell in row), row


def test_words_of_the_plan():
    shown = {section.id: section for section in dossier_view.sections(filled("en"), "en")}
    said = shown["initiative"].sentences
    assert said[0] == "“Living from trade in Rivemer and Sahlène”."
    assert "20 months of the 18 allowed, along the path A–C–D–E–G. Budget: €86,000." in said[3]
    assert "Stakeholders" in said[4]
    assert shown["budget"].sentences[0].startswith("Need: €86,000.")
    assert "Secure core: €55,800." in shown["funding-plan"].sentences[1]


def test_sections_half_filled_are_shown_as_they_are():
    bare = Dossier().with_sections(
        {
            "sectors": {},
            "initiative-type": {"chosen": "advocacy", "sector": "health"},
            "initiative": {"title": ""},
            "budget": {"total": 0},
            "funding-plan": {},
        }
    )
    shown = dossier_view.sections(bare, "fr")
    assert [section.id for section in shown] == SECTIONS
    assert all(section.tables == () for section in shown)


def test_step_five_says_what_is_missing_first():
    sectors = simulators.load("sectors")
    values = {**sectors.defaults("en"), "chosen": []}

    def step(*contributions):
        dossier = Dossier()
        for contribution in contributions:
            dossier = dossier.with_sections(contribution)
        return steps(dossier)[4]

    assert step().state == "empty"
    assert "still to be chosen" in step(sectors.contribution(values)).reason.en
    chosen = sectors.contribution(sectors.defaults("en"))
    assert "planning is still to be done" in step(chosen).reason.en
    assert "kind of initiative" in step({"sectors": chosen["sectors"]}).reason.en
    plan = simulators.load("initiative")
    thin = step(chosen, plan.contribution(plan.defaults("en")))
    assert thin.state == "thin"
    assert "the stakeholders, monitoring and evaluation, the calendar and the budget" in (
        thin.reason.en
    )


def test_every_section_has_its_name_for_the_message():
    assert all(f"section-{section}" in strings() for section in SECTIONS)
