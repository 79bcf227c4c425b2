"""The chart without a kernel: what it is given, in one message, and specifications plotly knows."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from passerelles_widgets import simulators
from passerelles_widgets.assets import hashed_name
from passerelles_widgets.chart import Chart
from passerelles_widgets.simulators.base import Figure, Heading, Table
from passerelles_widgets.simulators.panel_spec import draw, table_data

TABLE = Table(
    "t", "Notes", (Heading("Nom"), Heading("Part", "percent", 1)), (("A", 0.5), ("B", None))
)


def figure(value: float) -> Figure:
    spec = {"data": [{"type": "bar", "x": ["A"], "y": [value]}], "layout": {}}
    return Figure("f", "Les notes", spec, f"Une barre à {value}", TABLE)


def test_a_figure_brings_its_words_and_its_table() -> None:
    chart = draw(figure(1.0), "fr")
    assert chart.title == "Les notes"
    assert chart.label == "Une barre à 1.0"
    assert chart.table["rows"] == [["A", 0.5], ["B", None]]
    assert chart.table["headings"][1] == {"label": "Part", "format": "percent", "digits": 1}
    assert chart.words["download"].startswith("Télécharger")


def test_a_chart_is_drawn_again_in_its_place_in_one_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = draw(figure(1.0), "en")
    sent: list[Any] = []
    monkeypatch.setattr(chart, "send_state", lambda key=None: sent.append(set(key)))
    assert draw(figure(2.0), "en", chart) is chart
    assert chart.figure["data"][0]["y"] == [2.0]
    assert sent in ([], [{"figure", "label"}])


def test_a_table_may_stand_alone() -> None:
    chart = draw(TABLE, "fr")
    assert chart.figure == {}
    assert chart.table == table_data(TABLE)
    assert chart.label == "Notes"


def test_plotly_is_named_by_its_contents_and_not_sent() -> None:
    stub = Chart({}, {}, "", "fr")._esm
    assert hashed_name("plotly-cartesian.min.js") in stub
    assert len(stub) < 800


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", simulators.ids())
def test_every_figure_is_one_plotly_knows(name: str, language: Any) -> None:
    tool = simulators.load(name)
    values = tool.defaults(language)
    figures = [*tool.view(values, language).figures]
    figures += [tool.sensitivity_figure(values, i.id, language) for i in tool.data.indicators]
    figures += tool.compare({"A": values, "B": values}, language).figures
    for shown in figures:
        go.Figure(shown.spec)
        assert shown.alt
        assert shown.title
        assert len(shown.table.rows) > 0


def test_a_heavy_trace_that_stays_is_sent_once() -> None:
    coast = {"type": "scatter", "x": list(range(3000)), "y": list(range(3000))}

    def map_of(height: float, ground: dict[str, Any] = coast) -> dict[str, Any]:
        return {"data": [ground, {"type": "bar", "x": ["A"], "y": [height]}], "layout": {}}

    chart = Chart(map_of(1), table_data(TABLE), "Carte", "fr")
    assert chart.figure["data"][0] == {}
    assert chart.ground == {"0": coast}
    seen: list[Any] = []
    chart.observe(lambda change: seen.append(change.name))
    chart.show(map_of(2), table_data(TABLE), "Carte")
    assert seen == ["figure"]
    assert chart.figure["data"][1]["y"] == [2]
    other = {**coast, "y": list(range(3000))[::-1]}
    chart.show(map_of(2, other), table_data(TABLE), "Carte")
    assert chart.ground == {}
    assert chart.figure["data"][0] == other
