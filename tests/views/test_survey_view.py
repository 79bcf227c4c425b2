"""What the survey shows: valid figures, words in both languages, what to mend."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("survey")
LANGUAGES = ("fr", "en")
NASTY = {"name": "<a href='x'>A</a> & B", "population": 50, "response": 0}


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "groups": [], "needs": [], "methods": []}
    yield {**values, "groups": [NASTY], "methods": ["surveys"]}
    yield {**values, "groups": [{**NASTY, "presence": 0, "response": 40}], "follow_up": 0}
    yield {**values, "allocation": "equal", "mode": "online", "margin": 20}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        names = [figure.id for figure in view.figures]
        sampled = ["estimates", "allocation"] if "surveys" in values["methods"] else []
        assert names == [*sampled, "families", "calendar"]
        for figure in view.figures:
            go.Figure(figure.spec)
            text = json.dumps(figure.spec, allow_nan=False)
            assert "<a" not in text
            assert figure.alt.strip()
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert all(len(row) == len(figure.table.headings) for row in figure.table.rows)
        assert view.sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_survey_no_error_of_one_is_shown(language):
    values = SIM.defaults(language)
    methods = [one for one in values["methods"] if one != "surveys"]
    view = SIM.view({**values, "methods": methods}, language)
    assert "triangul" not in view.sentence
    assert "stratifi" not in view.sentence
    assert [figure.id for figure in view.figures] == ["families", "calendar"]


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) > 0
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt
        assert len(a.table.rows) == len(b.table.rows)


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view({**values, "groups": values["groups"][1:]}, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]", said), said
            assert "'" not in said


def test_the_sentence_gives_the_numbers_and_the_three_errors():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "You need 551 answers, so 1,245 people to contact; the assessment costs €32,948 and takes"
        " 16.4 weeks. A convenience sample is off by 13.7 points, the stratified survey by 7.7, the"
        " triangulated estimate by 3.2."
    )


def test_the_truth_is_drawn_and_each_way_has_its_own_marker():
    figure = SIM.view(SIM.defaults("fr"), "fr").figures[0]
    assert figure.spec["layout"]["annotations"][0]["text"] == "vérité\u00a0: 38,7\u00a0%"
    assert len({trace["marker"]["symbol"] for trace in figure.spec["data"]}) == 3
    assert len({trace["line"]["dash"] for trace in figure.spec["data"]}) == 3


def test_notes_name_what_to_mend():
    values = SIM.defaults("en")
    notes = " ".join(SIM.view(values, "en").notes)
    assert "13.5 points too low on average" in notes
    assert "Businesses founded by migrants and Savings from remittances" in notes
    values["groups"][5]["population"] = 60
    values["groups"][5]["response"] = 5
    values |= {"follow_up": 0, "methods": ["desk-study"], "allocation": "equal"}
    values["needs"] = values["needs"][:2]
    notes = " ".join(SIM.view(values, "en").notes)
    for said in (
        "you will get only 3 of the 60 answers planned",
        "Fewer than 30 answers expected: People with an insecure legal status.",
        "the survey keeps a bias of",
        "The survey is not among your methods",
        "A single method allows no cross-checking",
        "no strategic need",
    ):
        assert said in notes


def test_rows_to_complete_are_counted():
    values = SIM.defaults("fr")
    values["groups"][0]["name"] = ""
    assert SIM.view(values, "fr").notes[0].startswith("Un groupe sans nom")
    values["groups"][1]["population"] = 0
    assert SIM.view(values, "fr").notes[0].startswith("2 groupes sans nom")


def test_nobody_to_ask():
    view = SIM.view({**SIM.defaults("fr"), "groups": []}, "fr")
    assert view.sentence.startswith("Il n’y a personne à interroger")
    assert view.sentence in view.notes
