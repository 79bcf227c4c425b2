"""What the lens shows: boxes, powers and the sentences an agreement may hold."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.portal.dossier_view import sections
from passerelles_widgets import simulators

SIM = simulators.load("sdg_lens")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "competences": [], "commitments": [], "indirect": [], "cited": []}
    yield {**values, "competences": [], "commitments": [], "indirect": []}
    yield {**values, "competences": [{"name": "<b>A</b>", "t88": True}] * 2}
    yield {**values, "cited": ["4.b"], "shared_counts": False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["boxes", "powers"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<b>A" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert len(table.headings) <= 6
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_sentence_counts_each_kind_of_claim():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "8 targets in the agreement: 3 promised, 2 merely watched, 2 argued for with another"
        " level. It can answer for 38% of what it quotes."
    )


def test_each_claim_has_its_sentence():
    rows = {row[0].split()[0]: row for row in SIM.view(SIM.defaults("en"), "en").tables[0].rows}
    assert rows["10.c"][2].startswith("Both authorities contribute to target 10.c (cost of")
    assert "Measure: average cost of sending €200" in rows["10.c"][2]
    assert rows["10.7"][2].startswith("In using their powers (on our side: Welcome and")
    assert rows["8.8"][2].startswith("Both authorities make known to their governments")
    assert "because families" in rows["11.1"][2]
    assert rows["3.8"][3] == "reason, action and measure"


def test_notes_name_what_to_mend():
    notes = " ".join(SIM.view(SIM.defaults("fr"), "fr").notes)
    assert "Cible 3.8\u00a0: écrivez en une phrase" in notes
    assert "8.8 (droits au travail)\u00a0: l’action et la mesure sont écrites" in notes
    assert "il ne manque que la mesure" in notes
    alone = {**SIM.defaults("en"), "indirect": [], "cited": ["16.2"]}
    assert "No target is promised" in SIM.view(alone, "en").notes[-1]


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        rows = (cell for table in view.tables for row in table.rows for cell in row)
        for said in (view.sentence, *view.notes, *(f.alt for f in view.figures), *rows):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", str(said)), said
            assert "'" not in str(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dossier_shows_what_is_claimed(language):
    dossier = Dossier().with_sections(SIM.contribution(SIM.defaults(language)))
    (section,) = sections(dossier, language)
    assert section.id == "sdg-adherence"
    assert [len(table.rows) for table in section.tables] == [8, 6]
