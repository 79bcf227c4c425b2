"""What the return scheme shows: valid figures, both languages, rights before money."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators
from passerelles_widgets.simulators.return_credit.model import SAFEGUARDS

SIM = simulators.load("return_credit")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "safeguards": list(SAFEGUARDS), "support_months": 36, "grace": 10}
    yield {**values, "grace": 24, "grace_mode": "capitalised", "rate": 40, "families": 1}
    yield {**values, "term": 6, "grace": 0, "rate": 0, "missing": 0, "closing": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == [
            "schedule",
            "survival",
            "portfolio",
            "losses",
        ]
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
    assert len(french.notes) == len(english.notes) == 6
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_the_sentence_gives_the_interval_and_the_cost():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Under these hypotheses, 48% of businesses are open after 36 months: 3 to 9 out of 12,"
        " nine times in ten. The instalment is €167; a business that lasts costs the authority"
        " €9,079."
    )


def test_rights_come_right_after_the_warning_about_hypotheses():
    notes = SIM.view(SIM.defaults("en"), "en").notes
    assert notes[0].startswith("Everything here is a hypothesis")
    assert "an equal offer for those who stay" in notes[1]
    said = " ".join(notes)
    for part in ("exceeds what a family can repay", "begin in month 3", "6 months more"):
        assert part in said
    full = SIM.view({**SIM.defaults("en"), "safeguards": list(SAFEGUARDS)}, "en").notes
    assert "voluntary" not in " ".join(full)


def test_each_interval_says_how_it_was_worked_out():
    table = SIM.view(SIM.defaults("fr"), "fr").tables[0]
    assert [row[4] for row in table.rows] == ["exact", "tirages"]


def test_the_portfolio_at_risk_is_not_drawn_once_next_to_nothing_is_owed():
    curve = SIM.view(SIM.defaults("en"), "en").figures[2].spec["data"][0]["y"]
    assert curve[0] is not None
    assert curve[-1] is None
