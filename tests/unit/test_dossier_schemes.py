"""The four schemes in the dossier: their bounds, how a reader sees them, and step 5."""

import re

import pytest

from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.dossier.steps import steps
from passerelles.library.errors import Refusal
from passerelles.portal import dossier_view
from passerelles_widgets import simulators
from passerelles_widgets.simulators.return_credit.model import SAFEGUARDS

IDS = {
    "remittances": "remittance-scheme",
    "seasonal_work": "mobility-scheme",
    "return_credit": "return-scheme",
    "skills_mobility": "skills-scheme",
}
LANGUAGES = ("fr", "en")


def filled(language):
    dossier = Dossier()
    for simulator_id in IDS:
        tool = simulators.load(simulator_id)
        dossier = dossier.with_sections(tool.contribution(tool.defaults(language)))
    return dossier


def added(simulator_id, dossier=None, **more):
    tool = simulators.load(simulator_id)
    values = {**tool.defaults("en"), **more}
    return (dossier or Dossier()).with_sections(tool.contribution(values))


def fifth(dossier):
    return steps(dossier)[4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_dossier_survives_its_file(language):
    dossier = filled(language)
    assert from_plain(to_plain(dossier)) == dossier


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scheme_reads_as_sentences_and_a_table(language):
    shown = dossier_view.sections(filled(language), language)
    assert [section.id for section in shown] == list(IDS.values())
    for section in shown:
        assert section.step == 5
        assert section.title
        assert len(section.tables) == 1
        said = [*section.sentences, *(cell for row in section.tables[0].rows for cell in row)]
        for text in said:
            assert "{" not in text
            assert "section." not in text
            if language == "fr":
                assert not re.search(r"(?<=\w) [:;?!%»]", text), text
                assert "'" not in text


def test_a_reader_finds_the_money_in_their_format():
    french, english = (
        {s.id: s for s in dossier_view.sections(filled(language), language)}
        for language in LANGUAGES
    )
    assert "90\u202f000\u00a0€ par an" in french["remittance-scheme"].sentences[0]
    assert "€1,495,000" in english["mobility-scheme"].sentences[-1]
    assert english["return-scheme"].tables[0].rows[1] == (
        "an equal offer for those who stay",
        "not yet",
    )
    assert "not closed in 20 years" in english["skills-scheme"].sentences[2]


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("remittance-scheme", "formal_share", 1.2),
        ("remittance-scheme", "rule", "5x1"),
        ("mobility-scheme", "return_rate", -0.1),
        ("return-scheme", "safeguards", ["money"]),
        ("return-scheme", "lent", 1e13),
        ("skills-scheme", "profession", "x" * 400),
        ("skills-scheme", "surprise", 1),
    ],
)
def test_what_no_simulator_would_write_is_refused(section, key, value):
    plain = to_plain(filled("en"))["sections"][section]
    with pytest.raises(Refusal):
        Dossier().with_sections({section: {**plain, key: value}})


def test_a_scheme_alone_leaves_step_five_thin():
    assert fifth(Dossier()).state == "empty"
    for simulator_id in IDS:
        step = fifth(added(simulator_id))
        assert step.state == "thin"
        assert step.reason.en.startswith("A scheme is set up")


def planned():
    """Return a dossier whose sector, kind and plan are complete."""
    dossier = Dossier()
    for simulator_id in ("sectors", "initiative"):
        tool = simulators.load(simulator_id)
        dossier = dossier.with_sections(tool.contribution(tool.defaults("en")))
    plain = to_plain(dossier)["sections"]["initiative"]
    every = [
        *("diagnosis", "objectives", "stakeholders", "actions", "deliverables"),
        *("results", "monitoring", "calendar", "budget"),
    ]
    return dossier.with_sections({"initiative": {**plain, "done": every}})


def test_what_a_scheme_owes_to_rights_keeps_step_five_thin():
    whole = planned()
    assert fifth(whole).state == "complete"
    assert fifth(added("remittances", whole)).state == "complete"
    for simulator_id, word, fair in (
        ("return_credit", "safeguards", {"safeguards": list(SAFEGUARDS)}),
        ("skills_mobility", "agreed", {"agreed": True}),
        ("seasonal_work", "complain", {"complaints": True}),
    ):
        step = fifth(added(simulator_id, whole))
        assert step.state == "thin"
        assert word in step.reason.en
        assert fifth(added(simulator_id, whole, **fair)).state == "complete"
