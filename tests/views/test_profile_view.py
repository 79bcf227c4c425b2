"""What the profile shows, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators

SIM = simulators.load("profile")
LANGUAGES = ("fr", "en")
NASTY = {"label": "<a href='x'>A</a> & B", "unit": "<b>kg</b>", "source": "<i>me</i>"}


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "figures": []}
    yield {**values, "figures": [NASTY, NASTY, {"label": ""}]}
    yield {**values, "shown": "savings", "wanted": [], "year": 1990}
    yield {**values, "shown": "health", "stale_after": 20}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["profile", "ages", "values"]
        for figure in view.figures:
            go.Figure(figure.spec)
            text = json.dumps(figure.spec, allow_nan=False)
            assert "<a" not in text
            assert "<b>" not in text
            assert figure.alt.strip()
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert all(len(row) == len(figure.table.headings) for row in figure.table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 3
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        if values["figures"] and "<" in values["figures"][0]["label"]:
            continue
        view = SIM.view(values, "fr")
        titles = [figure.title for figure in view.figures]
        for said in (view.sentence, *view.notes, *titles, *(f.alt for f in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_the_sentence_counts_families():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Sound families: 4 of ten; documented: 7. Your profile is worth 39% of what it could be."
    )
    empty = SIM.view({**SIM.defaults("fr"), "figures": []}, "fr")
    assert empty.sentence.startswith("Votre profil est encore vide")
    assert empty.notes == (empty.sentence,)


def test_values_are_written_with_their_unit():
    french = SIM.view({**SIM.defaults("fr"), "shown": "employment"}, "fr").figures[2]
    assert french.alt.endswith("55\u00a0%.")
    english = SIM.view({**SIM.defaults("en"), "shown": "employment"}, "en").figures[2]
    assert english.alt.endswith("55%.")
    people = SIM.view(SIM.defaults("fr"), "fr").figures[2]
    assert people.spec["data"][0]["text"][0] == "3\u202f100"
    assert "3\u202f100\u00a0personnes" in people.alt


def test_states_and_qualities_are_told_apart_without_colour():
    profile, ages, _ = SIM.view(SIM.defaults("en"), "en").figures
    assert len({trace["marker"]["pattern"]["shape"] for trace in profile.spec["data"]}) == 3
    assert len({trace["marker"]["symbol"] for trace in ages.spec["data"]}) == 3


def test_notes_name_what_is_wanting():
    values = SIM.defaults("en")
    values["figures"] = [
        {**values["figures"][0], "source": "", "year": 2030},
        {**values["figures"][7], "year": 2010},
    ]
    notes = " ".join(SIM.view(values, "en").notes)
    for said in (
        "Nothing yet on these families: Regions and cities",
        "One figure bears a year later than the reference year",
        "One figure has no source",
        "One figure is from before 2021",
        "No figure is broken down by sex in: Health.",
    ):
        assert said in notes
