"""The power–interest grid as a figure: one marker a stakeholder, one symbol a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passerelles.library.text import enumeration
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, layout, marker, plain, wrapped
from passerelles_widgets.simulators.palette import OUTLINE, style
from passerelles_widgets.simulators.stakeholders.model import Member, Result
from passerelles_widgets.simulators.stakeholders.notes import group_label
from passerelles_widgets.simulators.stakeholders.platform import GROUPS

_STRATEGIES = ("manage-closely", "keep-satisfied", "keep-informed", "monitor")
_CORNERS = {
    "manage-closely": (10.4, 10.5, "right", "top"),
    "keep-satisfied": (-0.4, 10.5, "left", "top"),
    "keep-informed": (10.4, -0.5, "right", "bottom"),
    "monitor": (-0.4, -0.5, "left", "bottom"),
}
_LABEL_LENGTH = 26
_MIDDLE = 5


def grid(result: Result, texts: Texts) -> Figure:
    """Return the grid, its text equivalent and its table."""
    groups = [group for group in GROUPS if any(item.group == group for item in result.members)]
    spec = {
        "data": [
            _points([item for item in result.members if item.group == group], group, texts)
            for group in groups
        ],
        "layout": layout(
            texts.language,
            640,
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": -0.14, "yanchor": "top", "xanchor": "left"},
            margin={"l": 8, "r": 8, "t": 8, "b": 8, "pad": 2},
            xaxis=axis(texts["interest_axis"], range=[-0.6, 10.6], dtick=2, zeroline=False),
            yaxis=axis(texts["power_axis"], range=[-0.8, 10.8], dtick=2, zeroline=False),
            shapes=_cross(result.grid_threshold),
            annotations=[_corner(name, texts) for name in _STRATEGIES],
        ),
    }
    title = texts["grid_title"]
    alt = texts["grid_alt"].format(strategies=" ".join(_parts(result, texts)))
    return Figure("grid", title, spec, alt, _table(result, texts))


def _points(members: Sequence[Member], group: str, texts: Texts) -> dict[str, Any]:
    """Return one group's markers, each named beside it on the side that has room."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": plain(group_label(group, texts)),
        "x": [item.interest for item in members],
        "y": [item.power for item in members],
        "text": [wrapped(_short(item.name), 15) for item in members],
        "textposition": [
            "middle left" if item.interest >= _MIDDLE else "middle right" for item in members
        ],
        "textfont": {"size": 11},
        "marker": marker(style(GROUPS.index(group)), 13),
        "hovertext": [f"{plain(item.name)}<br>{texts[item.strategy]}" for item in members],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_LENGTH else name[:_LABEL_LENGTH].rstrip() + "…"


def _cross(threshold: float) -> list[dict[str, Any]]:
    """Return the two lines that part the grid in four."""
    line = {"color": OUTLINE, "width": 1, "dash": "dash"}
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": threshold,
            "x1": threshold,
            "y0": 0,
            "y1": 1,
            "line": line,
        },
        {
            "type": "line",
            "xref": "paper",
            "yref": "y",
            "x0": 0,
            "x1": 1,
            "y0": threshold,
            "y1": threshold,
            "line": line,
        },
    ]


def _corner(strategy: str, texts: Texts) -> dict[str, Any]:
    x, y, xanchor, yanchor = _CORNERS[strategy]
    return {
        "x": x,
        "y": y,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "text": f"<i>{plain(texts[strategy])}</i>",
        "showarrow": False,
        "font": {"size": 12},
    }


def _parts(result: Result, texts: Texts) -> list[str]:
    """Name, strategy by strategy, who is where."""
    parts = []
    for strategy in _STRATEGIES:
        names = [item.name for item in result.members if item.strategy == strategy]
        if names:
            parts.append(
                texts["grid_part"].format(
                    strategy=texts[strategy], names=enumeration(names, texts.language)
                )
            )
    return parts


def _table(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts.labels["stakeholders/name"]),
        Heading(texts.labels["stakeholders/group"]),
        Heading(texts.labels["stakeholders/power"], "number", 0),
        Heading(texts.labels["stakeholders/interest"], "number", 0),
        Heading(texts["strategy"]),
    )
    rows = tuple(
        (item.name, group_label(item.group, texts), item.power, item.interest, texts[item.strategy])
        for item in result.members
    )
    return Table("grid", texts["grid_title"], headings, rows)
