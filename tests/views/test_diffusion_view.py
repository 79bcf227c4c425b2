"""What diffusion shows: curves, starts and Hamburg, with words in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("diffusion")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "members": 0}
    yield {**values, "relay": 0, "innovation": 0, "quarters": 1}
    yield {**values, "size": 10, "trained": 1, "start": "edge"}
    yield {**values, "start": "hubs", "imitation": 40}
    yield {**values, "size": 3000, "runs": 5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["curve", "starts", "hamburg"]
        for figure in view.figures:
            go.Figure(figure.spec)
            json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
            assert "{" not in figure.alt
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) <= 6 for row in table.rows)
        assert view.sentence
        assert "{" not in view.sentence + " ".join(view.notes)


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 3
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_the_sentence_compares_with_and_without():
    said = SIM.view(SIM.defaults("en"), "en").sentence
    assert said == (
        "After 20 quarters, 57% of the network has adopted the practice with the forum and 41%"
        " without it. 4 of the 6 trained pass it on; members of the network reached besides: 62."
    )
    alone = SIM.view({**SIM.defaults("en"), "forum_ties": 0}, "en").sentence
    assert "Your forum creates no tie" in alone


def test_notes_name_what_to_mend():
    values = SIM.defaults("en")
    cases = (
        ({}, "Starting with the best connected would reach"),
        ({}, "In Hamburg, only the 45 parents"),
        ({"relay": 0}, "None of the trained passes it on"),
        ({"start": "hubs"}, "the most in demand"),
        ({"members": 1, "forum_ties": 1}, "adds less than two points"),
        ({"size": 3000}, "draws only"),
        ({"imitation": 12}, "Half the network is reached in quarter"),
    )
    for changes, said in cases:
        assert said in " ".join(SIM.view({**values, **changes}, "en").notes)


def test_hamburg_is_shown_beside_what_the_guide_says():
    figure = SIM.view(SIM.defaults("fr"), "fr").figures[2]
    assert "28 animateurs" in figure.alt
    assert "environ 2\u202f800" in figure.alt
    assert figure.table.rows[-1][-1] == 2800
