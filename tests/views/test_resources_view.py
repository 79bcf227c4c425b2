"""What a funding plan shows once chance has played, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("resources")
LANGUAGES = ("fr", "en")
MARKUP = "<a href='x'>A</a> & B"


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, **{name: [] for name in ("needs", "sources", "people", "means")}}
    yield {**values, "sources": []}
    yield {**values, "needs": [{"name": ""}, {"name": MARKUP, "amount": 500}], "sources": [
        {"name": MARKUP, "amount": 10_000, "probability": 0}]}  # fmt: skip
    yield {**values, "sources": values["sources"][:1], "people": [], "means": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["cover", "cash", "sources"]
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
    assert len(french.notes) == len(english.notes) == 5
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt
        assert len(a.table.rows) == len(b.table.rows)


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»€]|« ", said), said


def test_the_sentence_and_the_notes_name_what_to_settle():
    view = SIM.view(SIM.defaults("en"), "en")
    assert view.sentence.startswith(
        "On paper, €120,000 against €120,000. Over 500 draws, the sources cover 67% of the need"
    )
    said = " ".join(view.notes)
    assert "Your core: €30,000" in said
    assert "The till may go down to −€" in said
    assert "5 days a month are missing for: Coordinator here and Finance department." in said
    assert "Missing means: Interpreters." in said


def test_dependence_restrictions_and_excess_are_said():
    values = SIM.defaults("en")
    row = values["sources"][3]
    alone = {**values, "sources": [{**row, "amount": 200_000, "probability": 90, "rate": 50}]}
    said = " ".join(SIM.view(alone, "en").notes)
    assert "there is no core" in said
    assert "Neither territory puts in money of its own" in said
    assert "National programme carries 100% of the plan, which rests on 1.0 sources" in said
    assert "National programme brings 0% of what is asked, for a 90% chance" in said
    assert "You ask for €200,000 against €120,000" in said


def test_one_day_missing_is_singular():
    values = SIM.defaults("en")
    values["people"] = [{"name": "Driver", "needed": 3, "available": 2, "ready": True}]
    assert "1 day a month" in " ".join(SIM.view(values, "en").notes)


def test_no_need_says_what_to_do():
    values = {**SIM.defaults("fr"), "needs": [{"name": ""}]}
    view = SIM.view(values, "fr")
    assert view.sentence.startswith("Aucun besoin n’est chiffré")
    assert view.notes == ("Une ligne sans nom n’est pas comptée\u00a0; nommez-la ou supprimez-la.",)
