"""Saved scenarios side by side: one figure, the indicators and the decisions that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text, enumeration
from passerelles_widgets.simulators.base import (
    Figure,
    Heading,
    Indicator,
    SimulatorData,
    Table,
    View,
)
from passerelles_widgets.simulators.figures import axis, layout, marker, plain
from passerelles_widgets.simulators.palette import STYLES, style
from passerelles_widgets.simulators.wording import indicator_value, spec_value

_MOST: Final = len(STYLES)
_TITLE_HEIGHT: Final = 30  # pixels for an indicator's name
_DOT_HEIGHT: Final = 22  # pixels for each scenario's dot and value

_TITLE: Final = Text("Les scénarios côte à côte", "The scenarios side by side")
_DECISIONS: Final = Text("Ce qui les distingue", "What sets them apart")
_INDICATOR: Final = Text("Indicateur", "Indicator")
_PARAMETER: Final = Text("Paramètre", "Parameter")
_NOTE: Final = Text("Note", "Note")
_BEST: Final = Text(
    "{scenario} donne le meilleur résultat pour {phrases}.", "{scenario} does best on {phrases}."
)
_ALIKE: Final = Text(
    "Ces scénarios donnent les mêmes résultats.", "These scenarios give the same results."
)
_ALT: Final = Text(
    "Une ligne de points par indicateur, un point par scénario : {names}.",
    "One row of dots for each indicator, one dot for each scenario: {names}.",
)


def compare(
    data: SimulatorData,
    checked: Mapping[str, Mapping[str, Any]],
    results: Mapping[str, Mapping[str, float]],
    language: Language,
    notes: Mapping[str, str],
) -> View:
    """Return the comparison of one to eight scenarios (more cannot be told apart)."""
    if not 1 <= len(checked) <= _MOST:
        raise Refusal(
            f"{len(checked)} scénarios ne se comparent pas d’un coup d’œil\u00a0;"
            f" choisissez-en de 1 à {_MOST}.",
            f"{len(checked)} scenarios cannot be compared at a glance; choose from 1 to {_MOST}.",
        )
    figure = Figure(
        "comparison",
        _TITLE[language],
        _spec(data, results, language),
        _ALT[language].format(names=enumeration(checked, language)),
        _indicators(data, results, language),
    )
    return View(
        _best(data, results, language), (figure,), (_differences(data, checked, language, notes),)
    )


def _best(
    data: SimulatorData, results: Mapping[str, Mapping[str, float]], language: Language
) -> str:
    """Say which scenario is alone at the top, and for what; ties are nobody's merit."""
    wins: dict[str, list[str]] = {name: [] for name in results}
    for item in data.indicators:
        if item.better == "neither" or len(results) == 1:
            continue
        sign = 1 if item.better == "higher" else -1
        top = max(sign * result[item.id] for result in results.values())
        winners = [name for name, result in results.items() if sign * result[item.id] == top]
        if len(winners) == 1:
            wins[winners[0]].append(item.phrase[language])
    said = [
        _BEST[language].format(scenario=name, phrases=enumeration(phrases, language))
        for name, phrases in wins.items()
        if phrases
    ]
    return " ".join(said) or _ALIKE[language]


def _spec(
    data: SimulatorData, results: Mapping[str, Mapping[str, float]], language: Language
) -> dict[str, Any]:
    """Draw each indicator on axes of its own, one above the other, a line a scenario."""
    count = len(data.indicators)
    row = _TITLE_HEIGHT + _DOT_HEIGHT * len(results)
    named = _TITLE_HEIGHT / row
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    notes = []
    for place, item in enumerate(data.indicators):
        suffix = "" if place == 0 else str(place + 1)
        top = 1 - place / count
        span = 1 / count
        axes[f"xaxis{suffix}"] = axis(
            range=_range(item, [result[item.id] for result in results.values()]),
            showticklabels=False,
            zeroline=False,
            anchor=f"y{suffix}",
        )
        axes[f"yaxis{suffix}"] = axis(
            domain=[max(0.0, top - span), max(0.0, top - span * named)],
            visible=False,
            range=[0.5 - len(results), 0.5],
            anchor=f"x{suffix}",
        )
        notes.append(
            {
                "text": plain(item.label[language]),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": top - span * 0.05,
                "xanchor": "left",
                "yanchor": "top",
                "showarrow": False,
            }
        )
        traces += [
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": plain(name),
                "legendgroup": plain(name),
                "showlegend": place == 0,
                "x": [result[item.id]],
                "y": [-index],
                "xaxis": f"x{suffix}",
                "yaxis": f"y{suffix}",
                "marker": marker(style(index)),
                "text": [indicator_value(item, result[item.id], language)],
                "textposition": "middle right",
                "cliponaxis": False,
                "hovertext": f"{plain(name)}: {indicator_value(item, result[item.id], language)}",
                "hoverinfo": "text",
            }
            for index, (name, result) in enumerate(results.items())
        ]
    margin = {"l": 14, "r": 14, "t": 16 + 24 * len(results), "b": 8, "pad": 0}
    made = layout(language, row * count + margin["t"], showlegend=True, margin=margin, **axes)
    return {"data": traces, "layout": {**made, "annotations": notes}}


def _range(item: Indicator, values: list[float]) -> list[float]:
    """Return an axis from zero (or below) to a little past the largest value; shares go to 1."""
    low, high = min(0.0, *values), max(0.0, *values)
    if item.format == "percent" and low == 0:
        high = max(1.0, high)
    width = (high - low) or 1.0
    return [low - 0.06 * width, high + 0.3 * width]  # the value is written to the right


def _indicators(
    data: SimulatorData, results: Mapping[str, Mapping[str, float]], language: Language
) -> Table:
    headings = (Heading(_INDICATOR[language]), *(Heading(name) for name in results))
    rows = tuple(
        (
            item.label[language],
            *(indicator_value(item, result[item.id], language) for result in results.values()),
        )
        for item in data.indicators
    )
    return Table("comparison", _TITLE[language], headings, rows)


def _differences(
    data: SimulatorData,
    checked: Mapping[str, Mapping[str, Any]],
    language: Language,
    notes: Mapping[str, str],
) -> Table:
    """Return the parameters that differ, below what the learner noted of each scenario."""
    headings = (Heading(_PARAMETER[language]), *(Heading(name) for name in checked))
    first = next(iter(checked.values()))
    rows = tuple(
        (
            item.label[language],
            *(spec_value(item, values[item.id], language) for values in checked.values()),
        )
        for item in data.parameters
        if any(values[item.id] != first[item.id] for values in checked.values())
    )
    if any(notes.values()):
        rows = ((_NOTE[language], *(notes.get(name, "") for name in checked)), *rows)
    return Table("differences", _DECISIONS[language], headings, rows)
