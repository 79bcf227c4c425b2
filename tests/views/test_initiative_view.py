"""What a plan shows: calendar, budget, risks and the logical framework, in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("initiative")
LANGUAGES = ("fr", "en")
MARKUP = "<a href='x'>A</a> & B"


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    empty = {key: [] for key in ("results", "indicators", "activities", "costs", "risks")}
    yield {**values, **empty, "planners": []}
    yield {
        **values,
        "activities": [{"code": "<b>", "name": MARKUP, "after": "q"}, {"name": "B", "after": "1"}],
        "costs": [{"label": MARKUP, "activity": "q", "unit-cost": 3}],
        "risks": [{"name": MARKUP}] * 3,
        "results": [{"text": ""}, {"text": MARKUP}],
        "indicators": [{"name": MARKUP, "result": 2}],
    }
    yield {**values, "horizon": 19, "reserve": 10, "margin": 100}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["gantt", "budget", "risks"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<a" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert len(table.headings) <= 6
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 7
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt
        assert len(a.table.rows) == len(b.table.rows)


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said


def test_the_sentence_and_the_notes_name_what_to_change():
    view = SIM.view(SIM.defaults("en"), "en")
    assert view.sentence == (
        "5 of the 9 steps are done. The initiative takes 20 months of the 18 allowed, along the"
        " path A–C–D–E–G, and costs €86,000, of which the partner territory pays 35%."
    )
    said = " ".join(view.notes)
    assert "It is 2 months too long" in said
    assert "migrants’ associations do not plan with you" in said
    assert "B. Agreement with the bank" in said
    assert "High risk without an answer: “The bank changes its terms” (15 out of 25)." in said


def test_one_month_is_singular_and_faults_are_said():
    values = {**SIM.defaults("en"), "horizon": 19}
    values["activities"][1]["after"] = "A, Q"
    values["costs"][2]["activity"] = "Z"
    values["risks"] = [{"name": ""}]
    said = " ".join(SIM.view(values, "en").notes)
    assert "It is 1 month too long" in said
    assert "B waits for “Q”, which is no activity’s code" in said
    assert "“Survey in both towns” has the code “Z”" in said
    assert "A row without a name is not counted" in said


def test_the_logical_framework_holds_together():
    steps, frame, checked, lines = SIM.view(SIM.defaults("fr"), "fr").tables
    assert [row[0] for row in frame.rows] == [
        "Objectif",
        "Résultat 1",
        "Livrable 1",
        "Résultat 2",
        "Livrable 2",
    ]
    assert "de 8 à 60 personnes au mois 18" in frame.rows[1][2]
    assert "départ inconnu" in frame.rows[3][2]
    assert [row[1] for row in steps.rows].count("franchie") == 5
    assert checked.rows[0][1:] == ("oui",) * 5
    assert lines.rows[-1][1] == 86_000


def test_the_matrix_places_each_risk_by_its_number():
    spec = SIM.view(SIM.defaults("en"), "en").figures[2].spec["data"][0]
    assert spec["text"][4][2] == "2"
    assert spec["text"][3][3] == "1"


def test_nothing_planned_says_where_to_start():
    values = {**SIM.defaults("fr"), "activities": []}
    assert SIM.view(values, "fr").sentence.startswith("Aucune activité n’est encore écrite")
