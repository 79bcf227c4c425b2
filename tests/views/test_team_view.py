"""What the team's simulator shows, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("team")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "people": []}
    yield {**values, "people": [{"name": "<a href='x'>A</a> & B"}], "stand_ins": True}
    yield {**values, "team_hours": 0}
    yield {**values, "people": [{"name": ""}, {"name": ""}], "least_time": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["coverage", "plan"]
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
    assert len(french.notes) == len(english.notes) == 4
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        if values["people"] and "<" in values["people"][0]["name"]:
            continue
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]", said), said
            assert "'" not in said


def test_the_sentence_counts_posts_and_competences():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Posts filled: 5 of 7; competences covered: 71%. With 116 hours of training, 97% would be."
        " 3 competences have nobody at their level."
    )
    values = SIM.defaults("fr")
    for competence in ("budgeting", "monitoring-and-evaluation"):
        values["people"][2][competence] = "has"
    assert SIM.view(values, "fr").sentence.endswith(
        "Une compétence n’a personne, à ce niveau, pour la porter."
    )


def test_notes_name_what_to_see_to():
    values = SIM.defaults("fr")
    values["people"].append({**values["people"][4], "name": "Sofia Almeida"})
    notes = " ".join(SIM.view(values, "fr").notes)
    for said in (
        "Sofia Almeida décide ou gère, et contrôle aussi",
        "Membre élu chargé de la migration et Services juridiques",
        "80\u00a0% d’un plein temps",
        "Droit et finances (niveau administratif)",
        "prévoyez une relève",
    ):
        assert said in notes


def test_training_and_borrowing_are_told_apart_without_colour():
    plan = SIM.view(SIM.defaults("en"), "en").figures[1].spec["data"]
    assert [trace["name"] for trace in plan] == ["To train", "To borrow"]
    assert len({trace["marker"]["pattern"]["shape"] for trace in plan}) == 2
