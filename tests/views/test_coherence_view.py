"""What coherence shows: matrix, map and levels, with words in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("coherence")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "policies": [], "instruments": []}
    yield {**values, "policies": [{"name": "<a href='x'>A</a> & B", "on2": -3}, {"name": "C"}]}
    yield {**values, "policies": [{"name": "A"}], "settle_from": 3}
    yield {**values, "policies": [{"name": "A", "on2": 3}, {"name": "A"}, {"name": ""}]}
    yield {**values, "instruments": [{"name": "T", "tier": "local", "score": 0}] * 3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["matrix", "map", "tiers"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<a" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 9
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in (SIM.defaults("fr"), {**SIM.defaults("fr"), "policies": []}):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_the_sentence_names_the_first_conflict():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "4 conflicts to settle among your 6 policies, first “Housing” against “Welcome, and the"
        " partnership with Kaolé”. 67% of the effects are mutual help; agreement with the four"
        " levels stands at 50%."
    )
    calm = {**SIM.defaults("en"), "policies": [{"name": "A", "on2": 1}, {"name": "B"}]}
    assert SIM.view(calm, "en").sentence.startswith("No conflict to settle among your 2 policies.")


def test_the_matrix_writes_every_score_with_its_sign():
    cells = SIM.view(SIM.defaults("en"), "en").figures[0].spec["data"][0]["text"]
    assert cells[0] == ["", "\u22121", "+2", "+2", "+1", "+1"]
    assert cells[1][0] == "\u22123"


def test_conflicts_name_the_departments_to_bring_together():
    conflicts = SIM.view(SIM.defaults("en"), "en").tables[0]
    assert conflicts.rows[0][1:3] == ("Housing", "Welcome, and the partnership with Kaolé")
    assert conflicts.rows[0][5] == "Housing department and International relations"
    assert conflicts.rows[0][6] == "to settle"
    assert conflicts.rows[-1][6] == "to watch"


def test_notes_name_what_to_mend():
    notes = " ".join(SIM.view(SIM.defaults("fr"), "fr").notes)
    for said in (
        "se contrarient l’une l’autre",
        "sans qu’aucune case ne le dise",
        "s’oppose au partenariat (−2)",
        "Aucun texte examiné à ce niveau\u00a0: régional.",
        "passe du rang 4 au rang 3",
    ):
        assert said in notes
    nothing = SIM.view({**SIM.defaults("fr"), "policies": [{"name": "A"}, {"name": "B"}]}, "fr")
    assert "Toutes les cases sont à zéro" in " ".join(nothing.notes)
