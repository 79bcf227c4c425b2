"""What the agreement shows: states, measures and the text composed, in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.portal.dossier_view import sections
from passerelles_widgets import simulators

SIM = simulators.load("agreement")
LANGUAGES = ("fr", "en")
FORMS = ("memorandum-of-understanding", "partnership-agreement", "revision")
WRITTEN = ("background", "objective", "results", "stakeholders", "monitoring", "coherence")
BLANK = dict.fromkeys(
    (*WRITTEN, "sdgs", "calendar", "budget", "management", "governance", "home", "partner"), ""
)


def scenarios(language):
    values = SIM.defaults(language)
    for form in FORMS:
        yield {**values, "form": form}
        yield {**values, **BLANK, "form": form, "actions": [], "domains": []}
    yield {**values, "home": "<i>A</i> & B", "actions": [{"action": "<i>do</i>"}, {"action": ""}]}
    yield {**values, "actions": [{"action": "same", "quantity": 0.5}] * 3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["states", "measures"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<i>" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert len(table.headings) <= 6
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_sentence_counts_elements_and_measurable_actions():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Memorandum of understanding: 6 of 12 elements complete, 1 empty; 67% of the actions can"
        " be measured."
    )
    assert SIM.view({**SIM.defaults("fr"), "form": "revision"}, "fr").sentence.startswith(
        "Révision\u00a0: éléments complets, 4 sur 11"
    )


def test_the_text_has_parties_and_nine_clauses():
    rows = SIM.view(SIM.defaults("en"), "en").tables[0].rows
    assert len(rows) == 10
    assert rows[0][1].startswith("Memorandum of understanding between Clairval and Ndiarème")
    assert "local economic development" in rows[1][1]
    assert "(3) Raise awareness among residents of both towns. Measure: [indicator]" in rows[2][1]
    assert rows[4][1].startswith("[the body that decides")
    assert rows[9][0] == "9. Duration, amendment and extension"


def test_a_blank_agreement_says_what_goes_where():
    values = {**SIM.defaults("fr"), **BLANK, "actions": []}
    rows = SIM.view(values, "fr").tables[0].rows
    assert rows[0][1].startswith("Protocole d’accord entre [votre autorité] et [l’autorité part")
    assert all("[" in row[1] for row in rows)
    revised = SIM.view({**values, "form": "revision"}, "fr").tables[0].rows
    assert revised[0][1].startswith("Avenant à l’accord qui lie")
    assert "l’accord d’origine" in revised[9][1]


def test_notes_name_what_is_missing():
    notes = " ".join(SIM.view(SIM.defaults("fr"), "fr").notes)
    for said in (
        "À écrire\u00a0: le système de gouvernance.",
        "«\u00a0Le budget\u00a0»\u00a0: il manque un montant avec sa monnaie et qui paie.",
        "«\u00a0Sensibiliser les habitants des deux villes\u00a0» ne peut pas être mesurée",
        "(juin 2030) vient après la fin du calendrier",
        "3 domaines, c’est beaucoup",
    ):
        assert said in notes
    blank = " ".join(SIM.view({**SIM.defaults("en"), **BLANK, "domains": []}, "en").notes)
    assert "Name both authorities" in blank
    assert "No domain is opened" in blank


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        rows = (cell for table in view.tables for row in table.rows for cell in row)
        for said in (view.sentence, *view.notes, *(f.alt for f in view.figures), *rows):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_dossier_shows_the_agreement(language, form):
    values = {**SIM.defaults(language), "form": form}
    dossier = Dossier().with_sections(SIM.contribution(values))
    (section,) = sections(dossier, language)
    assert "Ndiarème" in section.sentences[0]
    assert [len(table.rows) for table in section.tables] == [11 if form == "revision" else 12, 3]
