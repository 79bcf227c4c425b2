"""What seasonal work shows: valid figures, words in both languages, hypotheses said as such."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("seasonal_work")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "demand": []}
    yield {**values, "whole": 0, "peak": 0}
    yield {**values, "seasons": 1, "complaints": True, "budget": 0}
    yield {
        **values,
        "demand": [{"name": "<b>A</b>", "weeks": 12, "workers": 50_000}],
        "seasons": 10,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["weeks", "rates", "costs"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<b" not in json.dumps(figure.spec, allow_nan=False)
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


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_rates_are_always_said_to_be_hypotheses():
    for language, word in (("fr", "hypothèses"), ("en", "hypotheses")):
        for values in scenarios(language):
            view = SIM.view(values, language)
            assert word in view.notes[0]
            assert word in view.figures[1].title


def test_the_sentence_gives_rate_share_and_cost():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Under these hypotheses, 70% of people go home at the end of season 3, and 11.2% of the"
        " work stays irregular. The 3 seasons cost €1,451,880, €43,120 under the budget."
    )


def test_notes_name_what_to_see_to():
    notes = " ".join(SIM.view({**SIM.defaults("en"), "budget": 1_000_000}, "en").notes)
    for said in (
        "At the peak 600 people are missing",
        "300 people have no decent bed",
        "cannot take 500 people",
        "852 people want to come again in the last season and 420 can",
        "whoever keeps the list holds the people",
        "exceeds the budget by €451,880",
    ):
        assert said in notes


def test_nothing_to_do_and_nobody_hired_are_said():
    assert (
        "no work in the calendar" in SIM.view({**SIM.defaults("en"), "demand": []}, "en").sentence
    )
    nobody = SIM.view({**SIM.defaults("fr"), "whole": 0, "peak": 0}, "fr")
    assert nobody.sentence.startswith("Personne n’est embauché")
