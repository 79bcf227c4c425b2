"""The estimates and the allocation of the survey as figures, with words and tables."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import NBSP, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, wrapped
from passerelles_widgets.simulators.palette import OUTLINE, STYLES, style
from passerelles_widgets.simulators.survey.estimates import Estimate
from passerelles_widgets.simulators.survey.model import Result

WAYS: Final = ("convenience", "stratified", "triangulated")
_SUFFIX: Final = {"fr": f"{NBSP}%", "en": "%"}
_ROW: Final = 56  # pixels for each bar
_ROOM: Final = 70  # pixels for the axis


def estimates(result: Result, texts: Texts) -> Figure:
    """Return the three intervals beside the truth."""
    language = texts.language
    found = [
        (way, estimate) for way in WAYS if (estimate := getattr(result.estimates, way)) is not None
    ]
    truth = percent(result.estimates.truth, language, 1)
    spec = {
        "data": [_interval(way, estimate, texts) for way, estimate in found],
        "layout": layout(
            language,
            280,
            xaxis=axis(texts["estimates_axis"], ticksuffix=_SUFFIX[language]),
            yaxis=axis(type="category", autorange="reversed"),
            shapes=[line(result.estimates.truth_points)],
            annotations=[
                {
                    "x": result.estimates.truth_points,
                    "y": 1,
                    "xref": "x",
                    "yref": "paper",
                    "yanchor": "bottom",
                    "text": texts["truth"].format(share=truth),
                    "showarrow": False,
                }
            ],
            margin={"l": 8, "r": 12, "t": 28, "b": 40, "pad": 2},
        ),
    }
    parts = [
        texts["estimates_part"].format(
            name=texts[way],
            mean=percent(estimate.mean, language, 1),
            low=percent(estimate.low, language, 1),
            high=percent(estimate.high, language, 1),
        )
        for way, estimate in found
    ]
    title = texts["estimates_title"]
    headings = (
        Heading(texts["way"]),
        Heading(texts["mean"], "percent", 1),
        Heading(texts["low"], "percent", 1),
        Heading(texts["high"], "percent", 1),
        Heading(texts["bias"], "number", 1),
        Heading(texts["deviation"], "number", 1),
        Heading(texts["rmse"], "number", 1),
    )
    rows = tuple((texts[way], *_numbers(getattr(result.estimates, way))) for way in WAYS)
    alt = texts["estimates_alt"].format(truth=truth, parts=" ".join(parts))
    return Figure("estimates", title, spec, alt, Table("estimates", title, headings, rows))


def _numbers(estimate: Estimate | None) -> tuple[float | None, ...]:
    if estimate is None:
        return (None,) * 6
    return (
        estimate.mean,
        estimate.low,
        estimate.high,
        estimate.bias_points,
        estimate.deviation_points,
        estimate.rmse_points,
    )


def _interval(way: str, estimate: Estimate, texts: Texts) -> dict[str, Any]:
    look = style(WAYS.index(way))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": texts[way],
        "x": [estimate.low_points, estimate.mean_points, estimate.high_points],
        "y": [texts[way]] * 3,
        "line": {"color": look.colour, "width": 4, "dash": look.dash},
        "marker": {**marker(look, 12), "size": [6, 14, 6]},
        "hovertemplate": "%{x:.1f}" + _SUFFIX[texts.language] + "<extra></extra>",
    }


def line(at: float) -> dict[str, Any]:
    """Return a dashed vertical line."""
    look = {"color": OUTLINE, "width": 2, "dash": "dash"}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "line": look,
    }


def allocation(result: Result, texts: Texts) -> Figure:
    """Return the answers planned in each group."""
    language = texts.language
    cells = result.cells[::-1]  # plotly draws the first bar at the bottom
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [wrapped(cell.stratum.name) for cell in cells],
                "x": [cell.planned for cell in cells],
                "text": [number(cell.planned, language, 0) for cell in cells],
                "textposition": "auto",
                "marker": bar(STYLES[0]),
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ],
        "layout": layout(
            language,
            _ROOM + _ROW * max(len(cells), 2),
            xaxis=axis(texts["answers_axis"], rangemode="tozero", tickformat=",d", nticks=6),
            yaxis=axis(type="category"),
        ),
    }
    parts = [
        texts["allocation_part"].format(
            group=cell.stratum.name, answers=number(cell.planned, language, 0)
        )
        for cell in result.cells
    ]
    alt = texts["allocation_alt"].format(parts=texts["separator"].join(parts) or texts["none"])
    title = texts["allocation_title"]
    headings = (
        Heading(texts.labels["groups/name"]),
        Heading(texts.labels["groups/population"], "number", 0),
        Heading(texts["proportional"], "number", 0),
        Heading(texts["equal"], "number", 0),
        Heading(texts["to_contact"], "number", 0),
        Heading(texts["expected_answers"], "number", 0),
        Heading(texts["followed"], "number", 0),
        Heading(texts["own_margin"], "number", 1),
    )
    rows = tuple(
        (
            cell.stratum.name,
            cell.stratum.population,
            cell.proportional,
            cell.equal,
            cell.contacts,
            cell.answers,
            cell.followed,
            cell.margin_points,
        )
        for cell in result.cells
    )
    return Figure("allocation", title, spec, alt, Table("allocation", title, headings, rows))
