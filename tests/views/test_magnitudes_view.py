"""What magnitudes shows, and what it keeps to itself."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators
from passerelles_widgets.simulators.magnitudes.figures import MAGNITUDES

SIM = simulators.load("magnitudes")
LANGUAGES = ("fr", "en")
EVERY = [{"figure": item.id, "guess": 50, "reveal": True} for item in MAGNITUDES]


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "guesses": []}
    yield {**values, "guesses": EVERY}
    yield {**values, "guesses": EVERY[:1] * 3}
    yield {**values, "guesses": [{"figure": "cpmr-signatures", "guess": 1e9, "reveal": True}]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        for figure in view.figures:
            go.Figure(figure.spec)
            json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert len(table.headings) <= 6
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_a_hidden_answer_appears_nowhere():
    values = SIM.defaults("en")
    rows = [{"figure": "cuf-members", "guess": 12, "reveal": False}]
    view = SIM.view({**values, "guesses": rows}, "en")
    written = json.dumps(
        [view.sentence, view.notes, *(f.spec for f in view.figures), *(t.rows for t in view.tables)]
    ) + json.dumps([f.table.rows for f in view.figures])
    assert "3,000" not in written
    assert "3000" not in written
    assert view.notes == ("One estimate is waiting for its answer.",)


def test_a_seen_answer_comes_with_date_source_and_meaning():
    (row,) = SIM.view(SIM.defaults("fr"), "fr").tables[0].rows
    assert row[2:4] == ("2011–2013", "G 3.2.1")
    assert "2\u202f800 parents" in row[1]
    assert SIM.view(SIM.defaults("en"), "en").figures[0].table.rows[0][:4] == (
        "1. Parents reached in Hamburg",
        "450 people",
        "2,800 people",
        "÷6.2",
    )


def test_notes_ask_for_a_guess_first_and_name_a_habit():
    values = SIM.defaults("en")
    rows = [{"figure": "urban-share", "guess": 0, "reveal": True}]
    assert "estimate first" in SIM.view({**values, "guesses": rows}, "en").notes[0]
    high = [
        {"figure": item.id, "guess": item.number * 5, "reveal": True} for item in MAGNITUDES[7:12]
    ]
    assert SIM.view({**values, "guesses": high}, "en").notes[-1].startswith("You tend to over")


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said
