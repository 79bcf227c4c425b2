"""The matrix and the influence–dependence map as figures, with words and tables."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.coherence.model import Result, Standing
from passerelles_widgets.simulators.coherence.notes import signed
from passerelles_widgets.simulators.coherence.vertical import SCALE
from passerelles_widgets.simulators.figures import axis, layout, marker, plain, wrapped
from passerelles_widgets.simulators.palette import BLUE, OUTLINE, VERMILION, style

_MIDDLE: Final = "#F7F7F7"
_COLOURS: Final = [[0.0, VERMILION], [0.5, _MIDDLE], [1.0, BLUE]]
_WIDTH: Final = 16
_TICKS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def matrix(result: Result, texts: Texts) -> Figure:
    """Return the grid of scores, each written in its cell."""
    names = [_numbered(item, texts) for item in result.standings]
    numbers = [str(item.policy.number) for item in result.standings]
    cells = [
        [None if i == j else score for j, score in enumerate(row)]
        for i, row in enumerate(result.matrix)
    ]
    spec = {
        "data": [
            {
                "type": "heatmap",
                "x": numbers,
                "y": [wrapped(name, _WIDTH) for name in names],
                "z": cells,
                "text": [
                    ["" if score is None else signed(score, texts) for score in row]
                    for row in cells
                ],
                "texttemplate": "%{text}",
                "zmin": -SCALE,
                "zmax": SCALE,
                "colorscale": _COLOURS,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            texts.language,
            90 + 48 * max(len(names), 2),
            xaxis=axis(
                texts["matrix_to"], type="category", side="top", showgrid=False, tickvals=numbers
            ),
            yaxis=axis(type="category", autorange="reversed", showgrid=False),
        ),
    }
    title = texts["matrix_title"]
    headings = (
        Heading(texts.labels["policies/name"]),
        *(Heading(name, "number", 0) for name in names),
    )
    rows = tuple((name, *row) for name, row in zip(names, cells, strict=True))
    alt = texts["matrix_alt"].format(count=len(names), parts=" ".join(_effects(result, texts)))
    return Figure("matrix", title, spec, alt, Table("matrix", title, headings, rows))


def _numbered(item: Standing, texts: Texts) -> str:
    return texts["numbered"].format(number=item.policy.number, name=item.policy.name)


def _effects(result: Result, texts: Texts) -> list[str]:
    """Say in words what each policy does."""
    said = []
    for item, row in zip(result.standings, result.matrix, strict=True):
        effects = [
            texts["effect"].format(target=result.policy(j).name, score=signed(score, texts))
            for j, score in enumerate(row)
            if score
        ]
        key = "matrix_part" if effects else "matrix_nothing"
        written = enumeration(effects, texts.language)
        said.append(texts[key].format(source=item.policy.name, effects=written))
    return said


def influence_map(result: Result, texts: Texts) -> Figure:
    """Return the policies by dependence and influence, direct and at one remove."""
    language = texts.language
    items = result.standings
    links = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [item.dependence_share, item.second_dependence_share],
            "y": [item.influence_share, item.second_influence_share],
            "line": {"color": OUTLINE, "width": 1},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for item in items
    ]
    direct = {
        "type": "scatter",
        "mode": "markers+text",
        "name": texts["direct"],
        "x": [item.dependence_share for item in items],
        "y": [item.influence_share for item in items],
        "text": [wrapped(item.policy.name, _WIDTH) for item in items],
        # Text towards the middle of the map, where there is room for it.
        "textposition": [
            "bottom left" if item.dependence_share > result.even_share else "top right"
            for item in items
        ],
        "textfont": {"size": 11},
        "marker": marker(style(0), 13),
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    indirect = {
        "type": "scatter",
        "mode": "markers",
        "name": texts["indirect"],
        "x": [item.second_dependence_share for item in items],
        "y": [item.second_influence_share for item in items],
        "hovertext": [plain(item.policy.name) for item in items],
        "marker": marker(style(2), 10),
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    spec = {
        "data": [*links, direct, indirect],
        "layout": layout(
            language,
            520,
            showlegend=True,
            xaxis=_shares(texts["dependence_axis"], texts),
            yaxis=_shares(texts["influence_axis"], texts),
            shapes=_cross(result.even_share),
        ),
    }
    parts = [
        texts["map_part"].format(
            name=item.policy.name,
            influence=percent(item.influence_share, language),
            dependence=percent(item.dependence_share, language),
            second=percent(item.second_influence_share, language),
            undergone=percent(item.second_dependence_share, language),
        )
        for item in items
    ]
    title = texts["map_title"]
    alt = texts["map_alt"].format(parts=" ".join(parts))
    return Figure("map", title, spec, alt, _standings(result, texts))


def _shares(title: str, texts: Texts) -> dict[str, Any]:
    """Return an axis of shares, its ticks written as the reader writes percentages."""
    ticktext = [percent(tick, texts.language) for tick in _TICKS]
    return axis(title, rangemode="tozero", tickvals=list(_TICKS), ticktext=ticktext)


def _cross(share: float) -> list[dict[str, Any]]:
    """Return the lines of an even share, which part the map in four."""
    line = {"color": OUTLINE, "width": 1, "dash": "dash"}
    return [
        {"type": "line", "xref": "x", "yref": "paper", "line": line}
        | {"x0": share, "x1": share, "y0": 0, "y1": 1},
        {"type": "line", "xref": "paper", "yref": "y", "line": line}
        | {"x0": 0, "x1": 1, "y0": share, "y1": share},
    ]


def _standings(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts.labels["policies/name"]),
        Heading(texts["influence"], "number", 0),
        Heading(texts["rank"], "number", 0),
        Heading(texts["dependence"], "number", 0),
        Heading(texts["second_influence"], "number", 0),
        Heading(texts["second_rank"], "number", 0),
        Heading(texts["second_dependence"], "number", 0),
        Heading(texts["net"], "number", 0),
        Heading(texts["total"], "number", 1),
    )
    rows = tuple(
        (
            item.policy.name,
            item.influence,
            item.rank,
            item.dependence,
            item.second_influence,
            item.second_rank,
            item.second_dependence,
            item.net,
            item.total,
        )
        for item in result.standings
    )
    return Table("map", texts["map_title"], headings, rows)
