"""What remittances show: valid figures, words in both languages, the report's warnings."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("remittances")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "pooled": 0, "rule": "none", "sent": 0}
    yield {**values, "with_emigrant": 100, "rule": "4x1", "pooled": 100_000_000}
    yield {**values, "with_emigrant": 1, "sent": 1e9, "productive": 0, "absorbed": 0, "common": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["fund", "flows", "incomes"]
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


def test_the_sentence_gives_the_fund_and_who_gains():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Associations pool €90,000 and partners add €220,000: €310,000 and 2 projects. A family"
        " without an emigrant gains €9 a year, and the Gini index, 0.372 without remittances,"
        " stands at 0.395."
    )
    dear = SIM.view({**SIM.defaults("en"), "common": 0}, "en").sentence
    assert "A family without an emigrant loses" in dear


def test_notes_name_the_warnings_of_the_report():
    notes = " ".join(SIM.view(SIM.defaults("en"), "en").notes)
    for said in (
        "The municipality reaches its ceiling: it is €50,000 short",
        "the gap between families widens",
        "2.20 times the income",
        "Prices rise by 3.5%",
        "50% of the money goes outside official channels",
    ):
        assert said in notes
    nothing = " ".join(SIM.view({**SIM.defaults("en"), "pooled": 0}, "en").notes)
    assert "there is nothing to match" in nothing
    small = " ".join(SIM.view({**SIM.defaults("en"), "pooled": 10_000}, "en").notes)
    assert "does not pay for one whole project of €120,000" in small


def test_the_table_of_rules_has_the_four_years():
    rows = SIM.view(SIM.defaults("fr"), "fr").tables[0].rows
    assert [row[:2] for row in rows] == [
        ("1×1", "1986"),
        ("2×1", "1993"),
        ("3×1", "1999"),
        ("4×1", "2006"),
    ]


def test_a_ceiling_that_is_reached_is_marked():
    figure = SIM.view(SIM.defaults("fr"), "fr").figures[0]
    assert figure.spec["data"][1]["y"] == ["Commune"]
    assert "Commune\u00a0: 40\u202f000\u00a0€, au plafond" in figure.alt
