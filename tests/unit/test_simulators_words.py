"""Sentences, sensitivity, comparison and description, generic to every simulator."""

import json

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.checks import faults

LANGUAGES = ("fr", "en")
SIM = simulators.load("stakeholders")


def with_cell(values, row, column, value):
    rows = [dict(item) for item in values["stakeholders"]]
    rows[row][column] = value
    return {**values, "stakeholders": rows}


@pytest.mark.parametrize("simulator_id", simulators.ids())
def test_the_data_of_every_simulator_is_sound(simulator_id):
    assert [fault.en for fault in faults(simulators.load(simulator_id).data)] == []


def test_an_unknown_simulator_names_those_that_exist():
    for unknown in ("nothing", "../partners", "", None):
        with pytest.raises(Refusal, match="stakeholders"):
            simulators.load(unknown)


def test_one_number():
    values = SIM.defaults("en")
    said = SIM.sentence(values, {**values, "meetings": 6}, "en")
    assert said == (
        "With the number of meetings a year at 6 instead of 4,"
        " the number of overloaded organisations rises from 1 to 4."
    )
    said = SIM.sentence({**values, "meetings": 6}, values, "fr")
    assert said == (
        "Avec le nombre de réunions par an à 4 au lieu de 6,"
        " le nombre d’organisations surchargées baisse de 4 à 1."
    )


def test_switches_and_choices():
    values = SIM.defaults("fr")
    assert SIM.sentence(values, {**values, "languages": True}, "fr") == (
        "Avec la publication dans les langues des migrants,"
        " la transparence monte de 30\u00a0% à 50\u00a0%."
    )
    assert SIM.sentence({**values, "languages": True}, values, "en").startswith("Without ")
    assert SIM.sentence(values, {**values, "chair": "shared"}, "fr").startswith(
        "Avec «\u00a0une coprésidence avec une organisation non gouvernementale\u00a0»"
        " au lieu de «\u00a0l’exécutif local\u00a0» pour la présidence de la plateforme, "
    )


def test_tables_name_the_row():
    values = SIM.defaults("en")
    said = SIM.sentence(values, with_cell(values, 7, "seats", 2), "en")
    assert said.startswith(
        "With the number of seats at 2 instead of 0 (Newcomers’ Collective),"
        " the effective number of groups rises from 2.6 to 3.1"
    )
    fewer = {**values, "stakeholders": values["stakeholders"][1:]}
    assert SIM.sentence(values, fewer, "en").startswith(
        "Without Mayor’s office in the list of stakeholders, "
    )
    assert SIM.sentence(fewer, values, "en").startswith(
        "With Mayor’s office added to the list of stakeholders, "
    )
    two = with_cell(with_cell(values, 0, "seats", 1), 0, "power", 2)
    assert SIM.sentence(values, two, "en").startswith("With other values for Mayor’s office, ")


def test_several_changes_and_none():
    values = SIM.defaults("fr")
    many = {**values, "meetings": 5, "chair": "shared", "languages": True, "minutes": "online"}
    said = SIM.sentence(values, {**many, "open_data": True}, "fr")
    assert said.startswith("Avec d’autres valeurs pour le nombre de réunions par an, la présidence")
    assert "et 2 autres paramètres" in said
    assert SIM.sentence(values, values, "fr") == "Aucune valeur n’a changé."
    assert SIM.sentence(values, values, "en") == "No value has changed."
    renamed = with_cell(values, 0, "name", "Mairie")
    assert SIM.sentence(values, renamed, "fr").endswith(", aucun indicateur ne change.")
    slight = {**values, "access_weight": 40.01}
    assert SIM.sentence(values, slight, "en").endswith("change too little to show.")


def test_french_never_leaves_a_contraction_undone():
    values = SIM.defaults("fr")
    for item in SIM.data.parameters:
        for other in {"number": [item.max], "switch": [True, False]}.get(item.type, []):
            said = SIM.sentence(values, {**values, item.id: other}, "fr")
            for wrong in (" à le ", " à les ", " de le ", " de les ", " en le "):
                assert wrong not in said


def test_sensitivity_is_sorted_and_brackets_the_present_value():
    values = SIM.defaults("en")
    for indicator in SIM.data.indicators:
        swings = SIM.sensitivity(values, indicator.id)
        base = SIM.indicators(values)[indicator.id]
        assert [s.size for s in swings] == sorted((s.size for s in swings), reverse=True)
        assert all(s.low <= base <= s.high for s in swings)
    assert {s.parameter for s in swings} == {p.id for p in SIM.data.parameters}
    with pytest.raises(Refusal, match="effective_groups"):
        SIM.sensitivity(values, "nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tornado_is_a_figure_with_a_table(language):
    figure = SIM.sensitivity_figure(SIM.defaults(language), "independent", language)
    go.Figure(figure.spec)
    named = [row[0] for row in figure.table.rows]
    assert len(named) == len(set(named))
    assert sum(" – " in name for name in named) == 4 * len(SIM.defaults(language)["stakeholders"])
    assert all(len(row) == len(figure.table.headings) for row in figure.table.rows)
    assert figure.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparison(language):
    values = SIM.defaults(language)
    named = {"Now": values, "<b>Later</b>": {**values, "meetings": 12, "languages": True}}
    view = SIM.compare(named, language)
    go.Figure(view.figures[0].spec)
    assert "<b>" not in json.dumps(view.figures[0].spec)
    assert len(view.figures[0].table.rows) == len(SIM.data.indicators)
    assert len(view.tables[0].rows) == 2
    assert view.sentence
    for wrong in ({}, {str(n): values for n in range(9)}):
        with pytest.raises(Refusal):
            SIM.compare(wrong, language)


def test_comparing_like_with_like_and_one_alone():
    values = SIM.defaults("en")
    assert "same results" in SIM.compare({"A": values, "B": values}, "en").sentence
    assert SIM.compare({"A": values}, "en").figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_description_is_json_with_provenance(language):
    described = json.loads(json.dumps(SIM.describe(language)))
    assert described["id"] == "stakeholders"
    for item in described["parameters"]:
        assert item["source"] != "hypothesis" or item["reason"]
        if item["type"] == "number":
            assert item["min"] < item["max"]


def test_unchanged_texts_follow_the_language():
    french = SIM.defaults("fr")
    assert SIM.translate(french, "en") == SIM.defaults("en")
    kept = with_cell(french, 0, "name", "Mairie de Lyon")
    translated = SIM.translate(kept, "en")["stakeholders"]
    assert translated[0]["name"] == "Mairie de Lyon"
    assert translated[4]["name"] == "Val NGO Forum"


def test_the_dossier_fills_the_list_in():
    values = with_cell(SIM.defaults("fr"), 0, "name", "Mairie de Lyon")
    dossier = Dossier().with_sections(SIM.contribution(values))
    filled = SIM.defaults("fr", dossier)
    assert filled["stakeholders"][0]["name"] == "Mairie de Lyon"
    again = SIM.contribution(filled)
    assert again["mechanisms"]["seats"] == SIM.contribution(values)["mechanisms"]["seats"]
    assert again["mechanisms"]["raci"] == SIM.contribution(values)["mechanisms"]["raci"]
    assert SIM.defaults("fr", Dossier()) == SIM.defaults("fr")
    item = {"name": "A", "group": "unknown", "power": 5, "interest": 5}
    broken = {"sections": {"stakeholders": {"items": [item]}}}
    assert SIM.defaults("fr", broken) == SIM.defaults("fr")
