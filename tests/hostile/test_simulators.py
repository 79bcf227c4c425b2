"""Every simulator, every parameter, everything a link or a slip of the hand may bring.

Each case ends in one of two ways: a refusal that is a sentence in both languages, or a whole
result whose figures plotly draws and whose contribution the dossier takes, in both languages.
Whatever simulator is added is tried as well.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.simulator_cases import (
    IDS,
    NO_SCENARIOS,
    ODD_TEXTS,
    Spec,
    beyond,
    blank,
    refused,
    stands,
    tables,
    within,
    without_money,
)

from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Parameter
from passerelles_widgets.simulators.simulator import Simulator

every = pytest.mark.parametrize("name", IDS)


def is_refused(tool: Simulator, values: Any) -> None:
    with pytest.raises(Refusal) as caught:
        tool.run(values)
    assert refused(caught.value), str(caught.value)
    if isinstance(values, dict):
        assert tool.faults(values) or caught.value


@every
def test_at_the_limits_of_each_parameter_it_works_or_says_why_not(name: str) -> None:
    tool = simulators.load(name)
    start = tool.defaults("fr")
    assert stands(tool, start)
    for item in tool.data.parameters:
        for value in within(item):
            stands(tool, {**start, item.id: value})


@every
def test_past_the_limits_of_each_parameter_it_is_refused(name: str) -> None:
    tool = simulators.load(name)
    start = tool.defaults("fr")
    for item in tool.data.parameters:
        for value in beyond(item):
            is_refused(tool, {**start, item.id: value})


@every
@pytest.mark.parametrize("end", ["min", "max"])
def test_with_every_number_at_the_same_end(name: str, end: str) -> None:
    tool = simulators.load(name)
    values = tool.defaults("fr")
    for item in tool.data.parameters:
        if item.type == "number":
            values[item.id] = getattr(item, end)
        for row in values[item.id] if item.type == "table" else []:
            row |= {c.id: getattr(c, end) for c in item.columns if c.type == "number"}
    stands(tool, values)


@every
def test_each_cell_at_its_limits_and_past_them(name: str) -> None:
    tool = simulators.load(name)
    start = tool.defaults("fr")
    for table in tables(tool):
        rows = start[table.id] or [blank(table)]
        for column in table.columns:
            for value in within(column):
                whole = [{**row, column.id: value} for row in rows]
                stands(tool, {**start, table.id: whole})
                stands(tool, {**start, table.id: [whole[0], *rows[1:]]})
            for value in beyond(column):
                is_refused(tool, {**start, table.id: [{**rows[0], column.id: value}, *rows[1:]]})


@every
def test_tables_that_are_empty_short_full_or_far_too_long(name: str) -> None:
    tool = simulators.load(name)
    start = tool.defaults("fr")
    for table in tables(tool):
        rows = start[table.id]
        sizes: list[Any] = [[], [blank(table)], rows[:1], [blank(table)] * table.max_rows]
        if rows:
            sizes.append((rows * table.max_rows)[: table.max_rows])
        for size in sizes:
            stands(tool, {**start, table.id: size})
        for many in (table.max_rows + 1, 10_000):
            is_refused(tool, {**start, table.id: [blank(table)] * many})
        is_refused(tool, {**start, table.id: [{**blank(table), "nothing-such": 1}]})
    emptied = {table.id: [] for table in tables(tool)}
    stands(tool, {**start, **emptied})


@every
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_texts_from_right_to_left_markup_and_formulas_are_only_text(name: str, text: str) -> None:
    tool = simulators.load(name)
    values = tool.defaults("fr")
    for item in tool.data.parameters:
        if item.type == "text":
            values[item.id] = text[: item.max_length or 120]
        for number, row in enumerate(values[item.id]) if item.type == "table" else []:
            # A number keeps the rows' names apart, where namesakes are refused.
            row |= {
                column.id: f"{text}{number}"[-(column.max_length or 120) :]
                for column in item.columns
                if column.type == "text"
            }
    stands(tool, values)


@every
def test_nothing_to_spend(name: str) -> None:
    tool = simulators.load(name)
    stands(tool, without_money(tool))


@every
@pytest.mark.parametrize("nonsense", NO_SCENARIOS, ids=repr)
def test_what_is_no_scenario_is_refused(name: str, nonsense: Any) -> None:
    is_refused(simulators.load(name), nonsense)


def values_of(spec: Spec) -> st.SearchStrategy[Any]:
    """Draw values of a field that pass the door."""
    if spec.type == "number":
        low, high = spec.min or 0, spec.max or 0
        if spec.digits == 0:
            return st.integers(int(low), int(high))
        return st.one_of(
            st.sampled_from([low, high, min(max(0.0, low), high)]), st.floats(low, high)
        )
    if spec.type == "switch":
        return st.booleans()
    if spec.type in {"choice", "choices"}:
        one = st.sampled_from([option.id for option in spec.options])
        return one if spec.type == "choice" else st.lists(one, unique=True)
    if isinstance(spec, Parameter) and spec.type == "table":
        rows = st.fixed_dictionaries({column.id: values_of(column) for column in spec.columns})
        return st.lists(rows, min_size=spec.min_rows, max_size=min(spec.max_rows, 5))
    return st.text("abç دש<&=", max_size=min(spec.max_length or 120, 12))


@every
@settings(max_examples=12, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_within_the_limits_work_or_are_refused_in_words(
    name: str, data: st.DataObject
) -> None:
    tool = simulators.load(name)
    start = tool.defaults("fr")
    drawn = {item.id: data.draw(values_of(item), label=item.id) for item in tool.data.parameters}
    stands(tool, drawn)
    some = data.draw(st.sets(st.sampled_from(sorted(start))), label="changed")
    stands(tool, {**start, **{key: drawn[key] for key in some}})


# What only some simulators know


def test_activities_that_wait_for_each_other_are_named() -> None:
    tool = simulators.load("initiative")
    values = copy.deepcopy(tool.defaults("fr"))
    values["activities"] = values["activities"][:2]
    for row, other in zip(values["activities"], "BA", strict=True):
        row["after"] = other
    with pytest.raises(Refusal) as caught:
        tool.run(values)
    assert refused(caught.value)
    for language in ("fr", "en"):
        assert "A" in caught.value.sentence(language)
        assert "B" in caught.value.sentence(language)


@pytest.mark.parametrize(
    ("name", "table", "change"),
    [
        ("monitoring", "indicators", {"baseline": 0, "target": 1e9, "actual": 0, "due": 1}),
        ("monitoring", "indicators", {"baseline": 10, "target": 10, "actual": 3}),
        ("initiative", "indicators", {"baseline": 0, "target": 1e9, "month": 0}),
        ("initiative", "indicators", {"baseline": 5, "target": 5}),
        ("resources", "sources", {"amount": 0}),
        ("resources", "sources", {"probability": 0}),
        ("seasonal_work", "demand", {"workers": 50_000, "weeks": 12}),
        ("stakeholders", "stakeholders", {"power": 0, "interest": 0, "seats": 0, "capacity": 0}),
    ],
)
def test_a_target_out_of_reach_is_a_result_not_an_accident(
    name: str, table: str, change: dict[str, Any]
) -> None:
    tool = simulators.load(name)
    values = copy.deepcopy(tool.defaults("fr"))
    values[table] = [{**row, **change} for row in values[table]]
    assert stands(tool, values)
    values[table] = values[table][:1]
    stands(tool, values)
