"""What is thrown at every simulator, and what counts as standing up to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import plotly.graph_objects as go

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Column, Parameter
from passerelles_widgets.simulators.simulator import Simulator
from passerelles_widgets.simulators.values import new_cell

Spec = Parameter | Column
Case = dict[str, Any]

NO_NUMBERS: tuple[Any, ...] = (
    *(float("nan"), float("inf"), float("-inf"), 1e308, -1e308, 10**400, -(10**400)),
    *(None, "douze", "", True, [], {}, [1], {"fr": 1}),
)
NO_TEXTS: tuple[Any, ...] = (None, 3, [], {}, "a\nb", "a\x00b", "\u202eabc", "\ud800", "x" * 20_000)
ODD_TEXTS = (
    "",
    " ",
    "مرحبا بالعالم",
    "שלום 12",
    "🌍👩🏽‍🌾",
    "<script>alert(1)</script>",
    "=1+1",
    "é" * 40,
)
NO_CHOICES: tuple[Any, ...] = (None, "", "nothing-such", 1, True, [], {}, ["a"])
NO_TABLES: tuple[Any, ...] = (None, "x", 3, {}, [1], ["x"], [None], [[]], {"0": {}})
NO_SCENARIOS: tuple[Any, ...] = (None, [], "x", 3, {"nothing": 1}, {1: 2}, {"": ""}, {None: None})
SENTENCE = re.compile(r"[^\n]{20,}[.?!»”)]", re.DOTALL)


def refused(error: Refusal) -> bool:
    """Tell whether a refusal is a sentence in both languages, and not the same one."""
    both = [error.sentence(language) for language in LANGUAGES]
    return both[0] != both[1] and all(SENTENCE.fullmatch(one) for one in both)


def stands(tool: Simulator, values: Any) -> bool:
    """Tell whether `values` give a whole result; False when they are refused in words.

    Anything else fails the test that asks: an exception, a refusal that is no
    sentence, a figure plotly would not draw, a number no JSON holds.
    """
    try:
        checked = tool.check(values)
        views = {language: tool.view(checked, language) for language in LANGUAGES}
        numbers = tool.indicators(checked)
        contribution = tool.contribution(checked)
        to_plain(Dossier().with_sections(contribution))
    except Refusal as error:
        if not refused(error):
            raise AssertionError(f"not a sentence in both languages: {error}") from error
        return False
    json.dumps([numbers, contribution], allow_nan=False)
    assert tool.unshare(tool.share(checked)) == checked
    for view in views.values():
        assert view.sentence.strip()
        for figure in view.figures:
            draws(json.dumps(figure.spec, allow_nan=False))
            assert figure.alt.strip()
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            json.dumps(table.rows, allow_nan=False)
            assert all(len(row) == len(table.headings) for row in table.rows)
    return True


@cache
def draws(spec: str) -> None:
    """Raise unless plotly takes the specification; one seen before is not tried again."""
    go.Figure(json.loads(spec))


def within(spec: Spec) -> Iterator[Any]:
    """Yield values a field must take: its limits, each option, odd but honest texts."""
    if spec.type == "number":
        yield from (spec.min, spec.max)
    elif spec.type == "switch":
        yield from (False, True)
    elif spec.type == "choice":
        yield from (option.id for option in spec.options)
    elif spec.type == "choices":
        offered = [option.id for option in spec.options]
        yield from ([], offered, offered[:1], offered[::-1] + offered)
    elif spec.type == "text":
        longest = spec.max_length or 120
        yield from (text[:longest] for text in ODD_TEXTS)
        yield "x" * longest


def beyond(spec: Spec) -> Iterator[Any]:
    """Yield values a field must refuse: past its limits, of another type, of no size."""
    if spec.type == "number":
        assert spec.min is not None
        assert spec.max is not None
        yield from (spec.min - (spec.step or 1), spec.max + (spec.step or 1), *NO_NUMBERS)
        if spec.digits == 0:
            yield spec.min + 0.5
    elif spec.type == "switch":
        yield from (None, 0, 1, "oui", [], {})
    elif spec.type == "choice":
        yield from NO_CHOICES
    elif spec.type == "choices":
        yield from (None, "x", 3, {}, ["nothing-such"], [None], [[]])
    elif spec.type == "text":
        yield from (*NO_TEXTS, "x" * ((spec.max_length or 120) + 1))
    else:
        yield from NO_TABLES


def tables(tool: Simulator) -> Iterator[Parameter]:
    """Yield the tables of a simulator."""
    yield from (item for item in tool.data.parameters if item.type == "table")


def blank(table: Parameter) -> Case:
    """Return the row that “add a row” makes."""
    return {column.id: new_cell(column) for column in table.columns}


def is_money(spec: Spec) -> bool:
    """Tell whether a number is an amount of money."""
    unit = spec.unit.en if spec.unit else ""
    return spec.type == "number" and (spec.format == "euro" or "€" in unit or "euro" in unit)


def without_money(tool: Simulator) -> Case:
    """Return the defaults with every amount of money at its least, which is nearly always 0."""
    values = tool.defaults("fr")
    for item in tool.data.parameters:
        if is_money(item):
            values[item.id] = item.min
        for row in values[item.id] if item.type == "table" else []:
            row |= {column.id: column.min for column in item.columns if is_money(column)}
    return values


IDS = simulators.ids()
