"""What recruitment shows: valid figures, both languages, thresholds said when passed."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("skills_mobility")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "recruits": 0, "profession": ""}
    yield {**values, "recruits": 5, "agreed": True, "back": 100, "back_after": 1, "years": 1}
    yield {**values, "stock": 500, "equal": False, "graduates": 0, "horizon": 10}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["stock", "flows", "funds"]
        for figure in view.figures:
            go.Figure(figure.spec)
            json.dumps(figure.spec, allow_nan=False)
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


def test_the_sentence_gives_people_money_and_conditions():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "People leaving: 90 over 3 years. At worst 84 are missing, and the gap is not closed in"
        " 20 years. The compensation, €150,000, pays for 5% of the training lost. Ethical"
        " conditions met: 1 out of 5."
    )


def test_every_threshold_passed_is_flagged():
    notes = " ".join(SIM.view(SIM.defaults("en"), "en").notes)
    for said in (
        "up to 18.2% of posts would be vacant, against a threshold of 12.0%",
        "you recruit 35% of those who graduate there, against a threshold of 20%",
        "after 20 years those who left are still not replaced",
        "has not agreed the pace with you",
        "pays for only 5% of the training lost",
        "at work only in 4 years",
    ):
        assert said in notes
    short = " ".join(SIM.view({**SIM.defaults("en"), "stock": 500, "equal": False}, "en").notes)
    assert "passed even without you" in short
    assert "recruitment is exploitation" in short


def test_the_table_of_conditions_says_which_are_met():
    rows = SIM.view(SIM.defaults("fr"), "fr").tables[0].rows
    assert [row[3] for row in rows] == ["non", "non", "non", "non", "oui"]
    assert rows[2][1:3] == ("pas avant 20 ans", "10 ans")
