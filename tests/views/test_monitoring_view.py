"""What monitoring shows: lights and roles, and how the dossier reads it, in both languages."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.portal import dossier_view
from passerelles_widgets import simulators

SIM = simulators.load("monitoring")
LANGUAGES = ("fr", "en")
ROW = {"name": "A", "people": 50, "target": 10, "actual": 4, "measured": 6, "due": 12}


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, "indicators": [], "participants": [], "methods": []}
    yield {**values, "indicators": [{**ROW, "name": "<a href=x>A</a>"}, ROW, ROW]}
    yield {**values, "indicators": [{**ROW, "actual": -900}, {**ROW, "name": ""}], "mid_term": 0}
    yield {**values, "indicators": [{**ROW, "baseline": 10, "actual": 12}], "final": 12}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["lights", "roles"]
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<a" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) <= 6 for row in table.rows)
        assert view.sentence
        assert "{" not in view.sentence + " ".join(view.notes)


def test_the_two_languages_say_the_same_in_their_own_words():
    french, english = (SIM.view(SIM.defaults(language), language) for language in LANGUAGES)
    assert french.sentence != english.sentence
    assert len(french.notes) == len(english.notes) == 12
    for a, b in zip(french.figures, english.figures, strict=True):
        assert a.title != b.title
        assert a.alt != b.alt


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert "'" not in said


def test_the_sentence_counts_the_lights():
    assert SIM.view(SIM.defaults("en"), "en").sentence == (
        "Out of 10 rows, green lights: 4; amber: 2; red: 2; grey: 2. Mean progress: 61%. In the"
        " evaluation, 3 groups out of six do more than receive the report."
    )
    empty = SIM.view({**SIM.defaults("en"), "indicators": []}, "en").sentence
    assert empty.startswith("No indicator yet")


def test_every_light_is_written_beside_its_bar():
    bars = SIM.view(SIM.defaults("en"), "en").figures[0].spec["data"]
    written = next(trace["text"] for trace in bars if trace.get("mode") == "text")
    assert written[0].strip() == "50%\u00a0(amber)"
    assert written[-1].strip() == "unknown\u00a0(grey)"
    assert len({bar["marker"]["pattern"]["shape"] for bar in bars if bar["type"] == "bar"}) == 4


def test_what_may_be_published_leaves_small_groups_out():
    public = SIM.view(SIM.defaults("en"), "en").tables[1]
    small, larger = public.rows[5], public.rows[6]
    assert (small[2], small[4], small[5]) == ("–", None, "no: too few people")
    assert (larger[2], larger[4], larger[5]) == ("–", None, "no: it would reveal a small group")
    assert public.rows[0][2] == "55%"


def test_what_to_revise_leads_back_to_a_step():
    revise = SIM.view(SIM.defaults("en"), "en").tables[0]
    assert [row[3] for row in revise.rows] == [
        "1. needs",
        "2. stakeholders",
        "5. initiative",
        "6. resources",
        "to be found out",
        "4. agreement",
    ]
    assert all(row[4].endswith(("?", ".")) for row in revise.rows)


def test_notes_name_what_to_mend():
    values = SIM.defaults("en")
    cases = (
        ({}, "the light of the total is amber, but for “Women” it is red"),
        ({}, "Withheld, and left out of the dossier"),
        ({}, "Not taking part in the evaluation: Civil society"),
        ({"indicators": [{**ROW, "actual": -1}]}, "going backwards"),
        ({"indicators": [{**ROW, "baseline": 10, "actual": 12}]}, "was to stay at 10"),
        ({"indicators": [ROW]}, "No breakdown"),
        (
            {"indicators": [ROW, {**ROW, "group": "x", "people": 60}]},
            "the groups together exceed the total",
        ),
        ({"mid_term": 0}, "No evaluation has a date"),
        ({"mid_term": 30, "final": 20}, "swap them"),
        ({"mid_term": 0, "final": 20}, "The mid-term evaluation has no date"),
    )
    for changes, said in cases:
        assert said in " ".join(SIM.view({**values, **changes}, "en").notes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dossier_reads_the_plan_and_the_exchange(language):
    dossier = Dossier()
    for tool in (simulators.load("exchange"), SIM):
        dossier = dossier.with_sections(tool.contribution(tool.defaults(language)))
    exchange, monitoring = dossier_view.sections(dossier, language)
    assert [(one.id, one.step) for one in (exchange, monitoring)] == [
        ("exchange-programme", 5),
        ("monitoring-plan", 7),
    ]
    assert len(exchange.tables) == 2
    assert len(monitoring.tables) == 4
    for section in (exchange, monitoring):
        assert section.title
        for table in section.tables:
            for row in table.rows:
                assert len(row) == len(table.headings) == len(table.numeric)
                assert not any(re.fullmatch(r"[a-z]+(-[a-z]+)+", cell) for cell in row), row
    french = "En emploi six mois après le guichet (Femmes, %)"
    english = "In work six months after the desk (Women, %)"
    assert monitoring.tables[0].rows[2][0] == {"fr": french, "en": english}[language]
