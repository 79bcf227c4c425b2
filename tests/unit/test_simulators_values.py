"""The door: complete, typed, within limits, or one sentence in each language."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.library.text import Text
from passerelles_widgets.simulators.base import Column, Option, Parameter, SimulatorData
from passerelles_widgets.simulators.values import ValueRefusal, check_values, examine


def text(word):
    return Text(f"{word} fr", f"{word} en")


def parameter(name, kind, default, **more):
    return Parameter(
        name, "decision", kind, text(name), text(f"the {name}"), default, "G 3.1.2", **more
    )


OPTIONS = (Option("a", text("Alpha")), Option("b", text("Beta")), Option("c", text("Gamma")))
DATA = SimulatorData(
    id="demo",
    module="m2-institutional",
    title=text("Demo"),
    purpose=text("Purpose"),
    reading=text("Reading"),
    writes=(),
    parameters=(
        parameter("weight", "number", 20, min=0, max=100),
        parameter("count", "number", 3, min=0, max=10, digits=0),
        parameter("channel", "choice", "a", options=OPTIONS),
        parameter("several", "choices", ["a"], options=OPTIONS),
        parameter("open", "switch", False),
        parameter("name", "text", {"fr": "Ville", "en": "Town"}, max_length=10),
        parameter(
            "rows",
            "table",
            [{"who": {"fr": "Mairie", "en": "Council"}, "seats": 2}],
            max_rows=3,
            columns=(
                Column("who", "text", text("Who")),
                Column("seats", "number", text("Seats"), min=0, max=9, digits=0, default=1),
            ),
        ),
    ),
    indicators=(),
)


HUGE = 10**5000  # more digits than Python turns into text


def repr_short(value):
    return "huge" if value is HUGE else repr(value)


def refused(values):
    with pytest.raises(ValueRefusal) as caught:
        check_values(DATA, values)
    refusal = caught.value
    assert refusal.text.fr
    assert refusal.text.en
    assert refusal.text.fr != refusal.text.en
    assert "\n" not in refusal.text.fr
    return refusal


def test_missing_values_take_their_default_in_the_language_asked():
    french = check_values(DATA, {})
    english = check_values(DATA, {}, "en")
    assert french["name"] == "Ville"
    assert english["rows"] == [{"who": "Council", "seats": 2}]
    assert french["weight"] == 20.0
    assert isinstance(french["weight"], float)
    assert isinstance(french["count"], int)


def test_defaults_are_fresh_each_time():
    check_values(DATA, {})["rows"][0]["seats"] = 9
    assert check_values(DATA, {})["rows"][0]["seats"] == 2


@pytest.mark.parametrize(
    "value",
    [-1, 101, 1e300, HUGE, math.nan, math.inf, "30", "1 234,5", True, None, [], {}],
    ids=repr_short,
)
def test_a_number_is_a_number_within_its_limits(value):
    refusal = refused({"weight": value})
    assert refusal.path == "weight"
    assert refusal.text.en.startswith("weight en: ")
    assert "from 0 to 100" in refusal.text.en
    assert "de 0 à 100" in refusal.text.fr
    assert len(refusal.text.en) < 200


def test_whole_numbers_stay_whole():
    assert check_values(DATA, {"count": 4.0})["count"] == 4
    assert "whole number" in refused({"count": 2.5}).text.en
    assert "2,5 n’est pas un nombre entier" in refused({"count": 2.5}).text.fr


@pytest.mark.parametrize("value", ["d", "Alpha en", None, 3, ["a"], {"a": 1}])
def test_a_choice_is_one_of_its_options(value):
    refusal = refused({"channel": value})
    assert "“Alpha en”, “Beta en” and “Gamma en”" in refusal.text.en


def test_choices_come_back_in_order_and_once():
    assert check_values(DATA, {"several": ["c", "a", "c"]})["several"] == ["a", "c"]
    assert check_values(DATA, {"several": []})["several"] == []
    assert refused({"several": ["a", 1]}).path == "several"
    assert refused({"several": "ab"}).path == "several"


@pytest.mark.parametrize("value", [0, 1, "yes", None])
def test_a_switch_is_true_or_false(value):
    assert refused({"open": value}).path == "open"


@pytest.mark.parametrize(
    "value", ["x" * 11, "a\nb", "a\x00b", "\u202eevil", "\ud800", "a\u2028b", 7, None]
)
def test_text_is_short_and_on_one_visible_line(value):
    assert refused({"name": value}).path == "name"


def test_text_keeps_every_script_and_is_normalised():
    assert check_values(DATA, {"name": "  e\u0301te\u0301 "})["name"] == "été"
    assert check_values(DATA, {"name": "جمعية"})["name"] == "جمعية"


def test_a_table_names_row_and_column():
    refusal = refused({"rows": [{"who": "A"}, {"who": "B", "seats": 20}]})
    assert refusal.path == "rows/1/seats"
    assert refusal.text.en.startswith("rows en, row 2, Seats en: ")
    assert refusal.text.fr.startswith("rows fr, ligne 2, Seats fr\u00a0: ")


def test_a_new_row_is_completed():
    assert check_values(DATA, {"rows": [{}]})["rows"] == [{"who": "", "seats": 1}]
    assert check_values(DATA, {"rows": []})["rows"] == []


@pytest.mark.parametrize("value", [{}, "x", None, [1], [[]], [{"x": 1}], [{}] * 4])
def test_a_table_is_rows_of_known_columns_and_not_too_many(value):
    assert refused({"rows": value}).path.startswith("rows")


@pytest.mark.parametrize("values", [None, [], "x", 3])
def test_a_scenario_is_a_mapping(values):
    assert refused(values).path == ""


@pytest.mark.parametrize("key", ["wieght", "", "x" * 9999, "a\nb", 3, None])
def test_unknown_parameters_are_refused_and_the_known_ones_named(key):
    refusal = refused({key: 1})
    assert "weight, count, channel" in refusal.text.en
    assert len(refusal.text.en) < 300


def test_every_fault_is_found_by_path():
    _, faults = examine(DATA, {"weight": -1, "open": 3, "rows": [{"seats": -1, "who": 4}]})
    assert set(faults) == {"weight", "open", "rows/0/seats", "rows/0/who"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([p.id for p in DATA.parameters]), json_values))
def test_whatever_comes_is_checked_or_refused(values):
    try:
        checked = check_values(DATA, values)
    except ValueRefusal:
        return
    assert set(checked) == {p.id for p in DATA.parameters}
    json.dumps(checked, allow_nan=False)
    assert check_values(DATA, checked) == checked


def test_the_door_imports_nothing_a_browser_lacks():
    folder = Path(__file__).parents[2] / "widgets/passerelles_widgets/simulators"
    for source in ("values.py", "simulator.py", "sharing.py", "registry.py"):
        for foreign in ("numpy", "pydantic", "jsonschema", "plotly"):
            assert f"import {foreign}" not in (folder / source).read_text("utf-8")
