"""What corridors show: the map, its words and table, neighbours, and how the dossier reads them."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.portal import dossier_view
from passerelles_widgets import simulators
from passerelles_widgets.simulators import panel_spec

SIM = simulators.load("corridors")
LANGUAGES = ("fr", "en")
EMPTY = {"groups": [], "home": "", "home_latitude": 0, "home_longitude": 0}


def scenarios(language):
    values = SIM.defaults(language)
    yield values
    yield {**values, **EMPTY}
    yield {**values, "groups": [], "direction": "triangular"}
    yield {**values, "groups": [{"name": "<a href=x>A</a>", "latitude": 1}, {"name": "Kayes"}]}
    yield {**values, "groups": [{"name": "Clairval", "latitude": 45.6, "longitude": 1.6}, {}, {}]}
    yield {**values, "groups": [{"name": "Fidji", "latitude": -18, "longitude": 178, "people": 1}]}
    yield {**values, "sector": "culture", "frame": "americas", "groups": [{"name": "Nulle part"}]}
    yield {**values, "frame": "world", "phase": "pre-decision", "radius": 2000}


def trace(figure, name):
    return next(one for one in figure.spec["data"] if one.get("name") == name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert view.figures[0].id == "map"
        for figure in view.figures:
            go.Figure(figure.spec)
            assert "<a" not in json.dumps(figure.spec, allow_nan=False)
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert all(len(row) == len(table.headings) <= 7 for row in table.rows)
        assert all(table.rows for table in view.tables)
        assert view.sentence
        assert "{" not in view.sentence + " ".join(view.notes)


def test_the_two_languages_say_the_same_in_their_own_words():
    for one, other in zip(scenarios("fr"), scenarios("en"), strict=True):
        french, english = SIM.view(one, "fr"), SIM.view(other, "en")
        assert french.sentence != english.sentence
        assert len(french.notes) == len(english.notes)
        assert [t.id for t in french.tables] == [t.id for t in english.tables]
        for a, b in zip(french.figures, english.figures, strict=True):
            assert a.title != b.title
            assert a.alt != b.alt
            assert len(a.table.rows) == len(b.table.rows)


def test_french_typography():
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        for said in (view.sentence, *view.notes, *(figure.alt for figure in view.figures)):
            assert not re.search(r"(?<=\w) [:;?!%»]|« ", said), said
            assert not re.search(r"\d km", said), said
            assert "'" not in said


def test_the_sentence():
    said = SIM.view(SIM.defaults("en"), "en").sentence
    assert re.fullmatch(
        r"From the course, the map shows \d+ pairs of territories and \d+ places without a second"
        r" territory\. Clairval has 4 corridors; the largest, Ndiarème, holds 54% of the people"
        r" counted\. \d+ pairs of the course resemble them\.",
        said,
    )
    alone = {**SIM.defaults("en"), "groups": [{"name": "Kayes", "people": 10}]}
    assert "Clairval has one corridor, to Kayes (3,6" in SIM.view(alone, "en").sentence
    nobody = {**SIM.defaults("en"), "groups": [{"name": "Kayes"}, {"name": "Dakar"}]}
    assert "nobody has counted" in SIM.view(nobody, "en").sentence
    empty = {**SIM.defaults("en"), **EMPTY, "direction": "triangular"}
    assert SIM.view(empty, "en").sentence == (
        "No entry of the course answers to these filters. Your territory has no corridor yet."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_added_is_drawn_counted_and_told(language):
    before = SIM.defaults(language)
    after = {**before, "groups": [*before["groups"], {"name": "Bamako", "people": 70}]}
    old, new = (
        SIM.view(values, language).figures[0].spec["data"][-1] for values in (before, after)
    )
    assert new["text"] == [*old["text"], "Bamako"]
    assert (new["x"][-1], new["y"][-1]) == (-8.0, 12.65)
    said = SIM.sentence(before, after, language)
    assert {"fr": "Avec Bamako en plus", "en": "With Bamako added"}[language] in said
    assert {"fr": "monte de 4 à 5", "en": "rises from 4 to 5"}[language] in said


def test_a_filter_redraws_the_pairs():
    values = {**SIM.defaults("en"), "direction": "south-south"}
    data = SIM.view(values, "en").figures[0].spec["data"]
    names = [one.get("name") for one in data]
    assert "South–South" in names
    assert "North–South" not in names
    assert "Your corridors" in names


def test_series_are_told_apart_without_colour():
    figure = SIM.view(SIM.defaults("en"), "en").figures[0]
    lines = [one["line"] for one in figure.spec["data"] if one.get("name") and "line" in one]
    looks = {(line.get("dash", ""), line["width"]) for line in lines}
    assert len(looks) == len(lines)
    assert trace(figure, "No second territory")["marker"]["symbol"] == "diamond"


def test_the_map_is_an_undistorted_plane_without_tiles():
    for values in scenarios("en"):
        layout = SIM.view(values, "en").figures[0].spec["layout"]
        assert layout["yaxis"]["scaleanchor"] == "x"
        assert layout["yaxis"]["scaleratio"] >= 1
        assert not any(key.startswith(("geo", "map")) for key in layout)
    sent = json.dumps(SIM.view(SIM.defaults("en"), "en").figures[0].spec, separators=(",", ":"))
    assert len(sent) < 60_000


def test_the_table_of_the_map_tells_pairs_points_and_corridors():
    rows = SIM.view(SIM.defaults("en"), "en").figures[0].table.rows
    assert rows[0][:3] == ("Clairval", "Ndiarème", "Your corridors")
    told = {(row[0], row[1], row[5]) for row in rows}
    assert ("Mahdia", "Trapani", "Report, foreword") in told
    assert ("Hamburg", None, "Guide, 3.2.1") in told


def test_kindred_pairs_and_neighbours_are_named():
    values = {**SIM.defaults("en"), "home": "Trapani", "home_country": "Italy"}
    view = SIM.view({**values, "groups": [{"name": "Mahdia"}]}, "en")
    kindred, near = view.tables
    assert kindred.rows[0][:3] == ("Mahdia", "Mahdia – Trapani", 0)
    assert near.rows[0][1:3] == ("Corridor", 0)
    assert len(near.rows) <= 10


def test_notes_name_what_to_mend():
    kayes = {"name": "Kayes", "people": 10, "known": "statistics", "kept": True}
    cases = (
        ({}, "Not in the list, placed by the coordinates typed: Clairval, Ndiarème"),
        ({"home": ""}, "Your territory has no name"),
        ({"home": "X", "home_latitude": 0, "home_longitude": 0}, "The list does not know X"),
        ({"groups": [kayes, {}]}, "One row has no name"),
        ({"groups": [kayes, {}, {}]}, "2 rows have no name"),
        ({"groups": [{"name": "Nowhere"}]}, "in the country given: Nowhere."),
        ({"groups": [{"name": "Cuenca", "country": "Spain"}]}, "in the country given: Cuenca."),
        ({"groups": [{**kayes, "known": "hearsay"}]}, "hearsay makes up 100%"),
        ({"groups": [kayes, {"name": "Dakar"}]}, "Not counted yet: Dakar."),
        ({"groups": [{**kayes, "kept": False}]}, "Tick “To look into”"),
        ({"home": "Kayes", "home_country": "", "groups": [kayes]}, "in the same spot"),
        ({"direction": "triangular"}, "as triangular cooperation"),
        ({"sector": "culture", "phase": "return"}, "Widen a filter"),
        ({"groups": [kayes]}, "may leave up to"),
    )
    for changes, said in cases:
        assert said in " ".join(SIM.view({**SIM.defaults("en"), **changes}, "en").notes), said
    quiet = " ".join(
        SIM.view({**SIM.defaults("en"), "groups": [kayes], "frame": "world"}, "en").notes
    )
    for said in ("hearsay", "Tick", "more than half", "out of sight", "Not counted"):
        assert said not in quiet


def test_both_figures_take_the_whole_width():
    for figure in SIM.view(SIM.defaults("en"), "en").figures:
        assert "psl-broad" in panel_spec.draw(figure, "en")._dom_classes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dossier_reads_territory_and_corridors(language):
    dossier = Dossier().with_sections(SIM.contribution(SIM.defaults(language)))
    territory, corridors = dossier_view.sections(dossier, language)
    assert (territory.id, corridors.id) == ("territory", "corridors")
    assert "Clairval" in territory.sentences[0]
    assert "Ndiarème" in corridors.sentences[1]
    (table,) = corridors.tables
    assert [row[0] for row in table.rows][:2] == ["Ndiarème", "Tizraghin"]
    assert table.rows[0][2] == {"fr": "5\u202f200", "en": "5,200"}[language]
    assert table.numeric == (False, False, True, False, False, True)
