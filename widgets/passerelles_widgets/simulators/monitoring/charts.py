"""How far each indicator has come, and who does what in the evaluation, as figures."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import NBSP, enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, wrapped
from passerelles_widgets.simulators.monitoring.model import GROUPS, ROLES, Judged, Result
from passerelles_widgets.simulators.monitoring.notes import named
from passerelles_widgets.simulators.monitoring.progress import LIGHTS, Light
from passerelles_widgets.simulators.palette import (
    GREEN,
    GREY,
    ORANGE,
    OUTLINE,
    VERMILION,
    Style,
    style,
)

_STYLES: Final[dict[Light, Style]] = {
    "green": Style(GREEN, "circle", "solid", ""),
    "amber": Style(ORANGE, "diamond", "dash", "/"),
    "red": Style(VERMILION, "square", "dot", "x"),
    "grey": Style(GREY, "cross", "dashdot", "."),
}
_LEFT, _RIGHT = -0.25, 1.25  # how far a bar is drawn; its number says the rest
_ROOM: Final = 0.6  # for the words beside the longest bar
_WIDTH: Final = 20
_LONGEST: Final = 38  # letters of a label: two lines
_ROW: Final = 50
_APART: Final = "\u200b"  # a space without width: two rows of one name stay two rows


def lights(result: Result, texts: Texts) -> Figure:
    """Return a bar an indicator, with its light, beside what could be expected."""
    rows = _labels(result, texts)
    shown = list(zip(rows, result.judged, strict=True))
    bars = [
        _bars([pair for pair in shown if pair[1].light == light], light, texts)
        for light in LIGHTS
        if any(item.light == light for _, item in shown)
    ]
    expected = {
        "type": "scatter",
        "mode": "markers",
        "name": texts["expected"],
        "y": [row for row, item in shown if item.progress is not None],
        "x": [item.asked for _, item in shown if item.progress is not None],
        "marker": {
            "symbol": "line-ns-open",
            "size": 20,
            "color": OUTLINE,
            "line": {"width": 3, "color": OUTLINE},
        },
        "hoverinfo": "skip",
    }
    written = {
        "type": "scatter",
        "mode": "text",
        "y": rows,
        # Beside the bar, or beside the mark when that lies further on.
        "x": [
            max(0.0, _drawn(item), item.asked * (item.progress is not None)) for _, item in shown
        ],
        "text": [f"{NBSP}{_share(item, texts)}{NBSP}({texts[item.light]})" for _, item in shown],
        "textposition": "middle right",
        "textfont": {"size": 12},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    ticks = [0.0, 0.5, 1.0]
    spec = {
        "data": [*bars, expected, written],
        "layout": layout(
            texts.language,
            120 + _ROW * max(len(rows), 2),
            showlegend=True,
            barmode="overlay",
            xaxis=axis(
                texts["progress_axis"],
                range=[_LEFT - 0.05, _RIGHT + _ROOM],
                tickvals=ticks,
                ticktext=[percent(tick, texts.language) for tick in ticks],
            ),
            yaxis=axis(
                type="category",
                autorange="reversed",
                categoryorder="array",
                categoryarray=rows,
                tickfont={"size": 12},
            ),
        ),
    }
    parts = [
        texts["lights_part"].format(
            name=named(item, texts), progress=_share(item, texts), light=texts[item.light]
        )
        for item in result.judged
    ]
    title = texts["lights_title"]
    alt = texts["lights_alt"].format(parts=" ".join(parts)) if parts else texts["lights_empty"]
    return Figure("lights", title, spec, alt, _readings(result, texts))


def _labels(result: Result, texts: Texts) -> list[str]:
    """Name the rows; a group under its total needs no more than its own name."""
    made: list[str] = []
    above = ""
    for index, item in enumerate(result.judged):
        reading = item.reading
        under = reading.group and reading.name == above
        said = texts["under"].format(group=reading.group) if under else named(item, texts)
        if len(said) > _LONGEST:
            said = said[:_LONGEST].rstrip() + "…"
        made.append(wrapped(said, _WIDTH) + _APART * index)
        above = reading.name
    return made


def _drawn(item: Judged) -> float:
    return max(_LEFT, min(_RIGHT, item.progress or 0.0))


def _bars(pairs: list[tuple[str, Judged]], light: Light, texts: Texts) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": texts[light],
        "y": [row for row, _ in pairs],
        "x": [_drawn(item) for _, item in pairs],
        "marker": bar(_STYLES[light]),
        "hoverinfo": "skip",
    }


def _share(item: Judged, texts: Texts) -> str:
    if item.progress is None:
        return texts["unknown"]
    return percent(item.progress, texts.language)


def value(item: Judged, texts: Texts) -> str:
    """Write the current value with its unit."""
    if item.date is None:
        return texts["not_read"]
    written = number(item.reading.actual, texts.language)
    space = "" if item.reading.unit == "%" and texts.language == "en" else NBSP
    return f"{written}{space}{item.reading.unit}".rstrip(NBSP)


def written_date(date: tuple[int, int] | None, texts: Texts) -> str:
    """Write (year, month), or that there is none."""
    if date is None:
        return texts["none"]
    return texts["date"].format(month=texts[f"month_{date[1]}"], year=date[0])


def _readings(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["indicator"]),
        Heading(texts["value"]),
        Heading(texts["read_on"]),
        Heading(texts["progress"], "percent", 0),
        Heading(texts["asked"], "percent", 0),
        Heading(texts["light"]),
    )
    rows = tuple(
        (
            named(item, texts),
            value(item, texts),
            written_date(item.date, texts),
            item.progress,
            item.asked if item.progress is not None else None,
            texts[item.light],
        )
        for item in result.judged
    )
    return Table("lights", texts["lights_title"], headings, rows)


def roles(result: Result, texts: Texts) -> Figure:
    """Return the grid of groups and roles; an empty row is a group nobody asks."""
    held = [(item.group, item.role) for item in result.participants]
    groups = [texts.labels[f"participants/group/{name}"] for name in GROUPS]
    labels = [texts.labels[f"participants/role/{name}"] for name in ROLES]
    columns = [texts[f"short_{name}"] for name in ROLES]
    found = [
        (wrapped(groups[i], 16), columns[j])
        for i, group in enumerate(GROUPS)
        for j, role in enumerate(ROLES)
        if (group, role) in held
    ]
    spec = {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [column for _, column in found],
                "y": [row for row, _ in found],
                "marker": marker(style(0), 18),
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ],
        "layout": layout(
            texts.language,
            420,
            xaxis=axis(
                type="category",
                side="top",
                categoryorder="array",
                categoryarray=columns,
                range=[-0.5, len(ROLES) - 0.5],
                tickfont={"size": 11},
            ),
            yaxis=axis(
                type="category",
                categoryorder="array",
                categoryarray=[wrapped(name, 16) for name in groups],
                range=[len(GROUPS) - 0.5, -0.5],
            ),
        ),
    }
    said = {
        group: [labels[j] for j, role in enumerate(ROLES) if (group, role) in held]
        for group in GROUPS
    }
    parts = [
        texts["roles_part"].format(
            group=name, roles=enumeration(said[group], texts.language) or texts["absent"]
        )
        for group, name in zip(GROUPS, groups, strict=True)
    ]
    headings = (
        Heading(texts.labels["participants/group"]),
        Heading(texts.labels["participants/name"]),
        Heading(texts.labels["participants/role"]),
    )
    rows = tuple(
        (
            texts.labels[f"participants/group/{item.group}"],
            item.name,
            texts.labels[f"participants/role/{item.role}"],
        )
        for item in sorted(result.participants, key=lambda item: GROUPS.index(item.group))
    )
    title = texts["roles_title"]
    alt = texts["roles_alt"].format(parts=" ".join(parts))
    return Figure("roles", title, spec, alt, Table("roles", title, headings, rows))
