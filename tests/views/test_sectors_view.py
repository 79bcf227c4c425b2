"""What the comparison of sectors shows, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("sectors")
LANGUAGES = ("fr", "en")
MARKUP = "<a href='x'>A</a> & B"


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "home": MARKUP, "partner": "", "chosen": []}
    yield {**values, "home-marks": [{"sector": "health"}], "partner-marks": [{"sector": "culture"}]}
    yield {**values, "home-marks": [{"sector": "health"}], "chosen": ["health", "culture"]}
    yield {**values, "chosen": ["health", "culture", "education"], "kind": "advocacy"}
    yield {**values, "obstacles": [], "kind": "capacity-building", "associations": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["interest", "fit"]
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


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said


def test_the_sentence_and_the_notes_name_what_to_change():
    view = SIM.view(SIM.defaults("en"), "en")
    assert view.sentence == (
        "“Inclusion of migrants” ranks 7 of 7 for mutual interest, at 4.3 out of 10"
        " (Rivemer: 7.5; Sahlène: 2.5). “Pilot project” fits it at 0%."
    )
    said = " ".join(view.notes)
    assert "“Local economic development” would gain 2.8 points" in said
    assert "write Sahlène’s sentence" in said
    assert "“Building the authorities’ capacity” fits better: 75% against 0%." in said


def test_a_good_choice_has_nothing_to_mend():
    values = {**SIM.defaults("fr"), "chosen": ["local-economic-development"], "associations": True}
    assert SIM.view({**values, "kind": "capacity-building"}, "fr").notes == ()


def test_the_practices_are_those_of_the_sector_the_closest_first():
    values = {**SIM.defaults("en"), "chosen": ["health"], "kind": "pilot-projects"}
    table = SIM.view(values, "en").tables[1]
    assert table.rows
    assert {row[2] for row in table.rows} == {"Health"}
    kinds = [row[3] for row in table.rows]
    assert kinds == sorted(kinds, reverse=True)
    assert any("Kasserine" in row[0] for row in table.rows)


def test_nothing_compared_says_what_to_do():
    values = SIM.defaults("fr")
    values["home-marks"], values["partner-marks"] = [{"sector": "health"}], [{"sector": "culture"}]
    view = SIM.view(values, "fr")
    assert view.sentence.startswith("Aucun secteur n’est noté par les deux territoires")
    assert "Noté d’un seul côté" in view.notes[0]
