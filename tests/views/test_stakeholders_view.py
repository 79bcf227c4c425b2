"""What the platform shows, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("stakeholders")
LANGUAGES = ("fr", "en")


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "stakeholders": []}
    yield {**values, "stakeholders": [{"name": "A", "group": "knowledge", "seats": 0}]}
    yield {**values, "stakeholders": [{"name": "<a href='x'>A</a> & B"}]}
    yield {**values, "stakeholders": [{"name": ""}, {"name": ""}]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["grid", "seats", "principles"]
        for figure in view.figures:
            go.Figure(figure.spec)
            json.dumps(figure.spec, allow_nan=False)
            assert figure.alt
            assert figure.title
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes)
    for a, b in zip(french.notes, english.notes, strict=True):
        assert a != b
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    view = SIM.view(SIM.defaults("fr"), "fr")
    for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
        assert not re.search(r"(?<=\w) [:;?!%»]", said), said
        assert "'" not in said


def test_the_sentence_and_the_notes_name_what_to_mend():
    view = SIM.view(SIM.defaults("en"), "en")
    assert view.sentence == (
        "14 seats for 5 of the six groups: as much variety as 2.6 groups of equal size."
        " The largest (Local and regional authorities) holds 57% of the seats,"
        " migrants’ associations 7%."
    )
    notes = " ".join(view.notes)
    assert "Migrants’ associations are not consulted at steps 3, 4, 5, 6 and 7." in notes
    assert "No seat for: Knowledge organisations." in notes
    assert "International relations department: 80 days asked a year, 60 available." in notes
    assert "Step 7: nobody answers for the result" in notes


def test_one_step_is_singular():
    values = SIM.defaults("fr")
    for step in range(3, 7):
        values["stakeholders"][6][f"step{step}"] = "C"
    notes = SIM.view(values, "fr").notes
    assert "Aucune association de migrants n’est consultée à l’étape 7." in notes


def test_an_empty_platform_says_what_to_do():
    view = SIM.view({**SIM.defaults("en"), "stakeholders": []}, "en")
    assert view.sentence.startswith("Nobody sits on the platform yet")
    assert "Migrants’ associations are not consulted at steps 1, 2, 3, 4, 5, 6 and 7." in view.notes


def test_a_platform_with_nothing_to_mend_says_nothing():
    values = SIM.defaults("en")
    rows = [{**row, "seats": 1, "capacity": 400} for row in values["stakeholders"]]
    rows[6] |= {f"step{step}": "C" for step in range(1, 8)}
    rows[1] |= {"step5": "R", "step7": "AR"}
    assert SIM.view({**values, "stakeholders": rows}, "en").notes == ()


def test_names_cannot_carry_markup_into_a_figure():
    values = {**SIM.defaults("en"), "stakeholders": [{"name": "<a href='x'>A</a>"}]}
    for figure in SIM.view(values, "en").figures:
        assert "<a" not in json.dumps(figure.spec)


def test_every_group_has_its_own_marker_and_bar():
    view = SIM.view(SIM.defaults("en"), "en")
    symbols = [trace["marker"]["symbol"] for trace in view.figures[0].spec["data"]]
    patterns = [trace["marker"]["pattern"]["shape"] for trace in view.figures[1].spec["data"]]
    assert len(set(symbols)) == len(symbols) == 6
    assert len(set(patterns)) == len(patterns) == 6
