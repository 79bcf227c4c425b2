"""What the exchange shows: board, pairs and calendar, with words in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("exchange")
LANGUAGES = ("fr", "en")
VISIT = {"kind": "visits", "host": "home", "month": 2, "days": 2, "people": 3, "associations": 0}


def scenarios(language):
    values = SIM.defaults(language)
    rows = values["territories"]
    yield values
    yield {**values, "territories": [], "activities": []}
    yield {**values, "activities": []}
    yield {**values, "activities": [VISIT, {**VISIT, "month": 36}]}
    yield {**values, "territories": [{"name": "<a href='x'>A</a>", "health": -3}, {"name": "B"}]}
    yield {**values, "territories": [{**rows[0], "name": ""}, *rows[1:]]}
    yield {**values, "territories": [{"name": "A", "health": -3}, {"name": "A", "health": 3}]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["board", "pairs", "calendar"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<a" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 6
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said.replace("href='x'", "")


def test_the_sentence_names_the_peer():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Your peer would be San Eligio: you learn 5 points and teach 0 points. With 3 pairs, 52% of"
        " needs find an answer, at 62% reciprocity; your programme costs €19,600."
    )
    nobody = SIM.view({**SIM.defaults("en"), "territories": []}, "en")
    assert nobody.sentence.startswith("No pair is possible")


def test_the_table_says_where_your_other_peers_went():
    peers = SIM.view(SIM.defaults("en"), "en").tables[0]
    assert [row[-1] for row in peers.rows[:3]] == [
        "paired with Hargestad",
        "your peer",
        "paired with Quelimar",
    ]


def test_notes_name_what_to_mend():
    said = " ".join(SIM.view(SIM.defaults("fr"), "fr").notes)
    for part in (
        "Rien n’est mis par écrit",
        "vous écoutez",
        "Alderwick",
        "mois 4 et 5",
        "chez votre pair",
        "interprètes",
    ):
        assert part in said
    values = SIM.defaults("en")
    silent = [
        {"name": "A", "health": -3, "culture": -1},
        {"name": "B", "health": 2, "side": "north"},
    ]
    said = " ".join(SIM.view({**values, "territories": silent, "activities": [VISIT]}, "en").notes)
    for part in (
        "Your territory offers nothing",
        "B teaches and you listen",
        "Nobody offers an answer in: Culture",
        "No migrants’ association takes part",
        "Every trip is to your place",
    ):
        assert part in said


def test_the_last_change_is_told():
    before = SIM.defaults("en")
    after = {**before, "journey": 400}
    assert "falls from €19,600 to" in SIM.sentence(before, after, "en")
