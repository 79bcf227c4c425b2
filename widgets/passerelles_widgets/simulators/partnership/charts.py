"""The three figures of a game: relations, means, and the four principles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, plain, wrapped
from passerelles_widgets.simulators.palette import GREEN, OUTLINE, STYLES, VERMILION, style
from passerelles_widgets.simulators.partnership.debrief import SCORES
from passerelles_widgets.simulators.partnership.model import Result
from passerelles_widgets.simulators.partnership.notes import met
from passerelles_widgets.simulators.partnership.rules import QUARTERS

RELATIONS: Final = ("trust", "support", "legitimacy", "commitment", "results")
MEANS: Final = ("evidence", "transparency", "coordination", "team", "partner")
_TICKS: Final = tuple(range(QUARTERS + 1))
_SETBACKS: Final = 118
_WINDFALLS: Final = 108
"""Where the marks of events stand, above the highest possible level."""


def relations(result: Result, texts: Texts) -> Figure:
    """Return trust, support, legitimacy, commitment and results, with the events."""
    named = [
        texts["event_part"].format(event=label, quarter=quarter)
        for quarter, label, _, _ in met(result, texts)
    ]
    alt = texts["relations_alt"].format(
        parts=_ends(result, texts, RELATIONS),
        events=enumeration(named, texts.language) or texts["no_event"],
    )
    marks = [*_marks(result, texts, harmful=True), *_marks(result, texts, harmful=False)]
    return _timeline("relations", result, texts, RELATIONS, alt, marks)


def means(result: Result, texts: Texts) -> Figure:
    """Return evidence, transparency, coordination, team and the partner’s capacity."""
    alt = texts["means_alt"].format(parts=_ends(result, texts, MEANS))
    return _timeline("means", result, texts, MEANS, alt, [])


def _timeline(
    name: str,
    result: Result,
    texts: Texts,
    levels: Sequence[str],
    alt: str,
    marks: list[dict[str, Any]],
) -> Figure:
    spec = {
        "data": [*(_line(i, level, result, texts) for i, level in enumerate(levels)), *marks],
        "layout": layout(
            texts.language,
            440,
            showlegend=True,
            xaxis=axis(
                texts["quarter_axis"],
                range=[-0.3, QUARTERS + 0.3],
                tickvals=list(_TICKS),
            ),
            yaxis=axis(
                texts["level_axis"],
                range=[0, 124 if marks else 106],
                tickvals=[0, 25, 50, 75, 100],
            ),
            margin={"l": 8, "r": 12, "t": 96, "b": 44, "pad": 2},
        ),
    }
    title = texts[f"{name}_title"]
    headings = (
        Heading(texts["quarter_axis"], "number", 0),
        *(Heading(texts[f"level_{level}"], "number", 0) for level in levels),
    )
    series = [result.series(level) for level in levels]
    rows = tuple((tick, *(line[tick] for line in series)) for tick in _TICKS)
    return Figure(name, title, spec, alt, Table(name, title, headings, rows))


def _line(index: int, level: str, result: Result, texts: Texts) -> dict[str, Any]:
    look = STYLES[index]
    label = plain(texts[f"level_{level}"])
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": list(_TICKS),
        "y": list(result.series(level)),
        "line": {"color": look.colour, "width": 3, "dash": look.dash},
        "marker": marker(look, 8),
        "hovertemplate": f"{label}<br>%{{x}} : %{{y:.0f}}<extra></extra>",
    }


def _marks(result: Result, texts: Texts, *, harmful: bool) -> Iterator[dict[str, Any]]:
    """Return the marks of setbacks or of good surprises, above the lines, one a quarter."""
    found: dict[int, list[str]] = {}
    for quarter, label, story, harm in met(result, texts):
        if harm == harmful:
            found.setdefault(quarter, []).append(f"{wrapped(label)}<br>{wrapped(story, 34)}")
    if not found:
        return
    yield {
        "type": "scatter",
        "mode": "markers",
        "name": texts["setbacks" if harmful else "windfalls"],
        "x": list(found),
        "y": [_SETBACKS if harmful else _WINDFALLS] * len(found),
        "marker": {
            "color": VERMILION if harmful else GREEN,
            "symbol": "x" if harmful else "star",
            "size": 13,
            "line": {"color": OUTLINE, "width": 1},
        },
        "hovertext": ["<br>".join(told) for told in found.values()],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _ends(result: Result, texts: Texts, levels: Sequence[str]) -> str:
    return enumeration(
        [
            texts["level_part"].format(
                level=texts[f"level_{level}"],
                value=number(result.series(level)[-1], texts.language, 0),
            )
            for level in levels
        ],
        texts.language,
    )


def scores(result: Result, texts: Texts) -> Figure:
    """Return the four principles and the whole, beside other stories of the same plan."""
    language = texts.language
    shown = SCORES[::-1]  # plotly draws the first bar at the bottom
    labels = [wrapped(texts.indicators[name]) for name in shown]
    values = [getattr(result, name) for name in shown]
    look = style(0)
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts["this_story"],
                "y": labels,
                "x": values,
                "marker": bar(look),
                "text": [number(value, language, 0) for value in values],
                "textposition": "inside",
                "insidetextanchor": "start",
                "hoverinfo": "skip",
            },
            *(
                _interval(name, label, result, texts)
                for name, label in zip(shown, labels, strict=True)
            ),
        ],
        "layout": layout(
            language,
            400,
            showlegend=True,
            xaxis=axis(texts["outcome_axis"], range=[0, 102], tickvals=[0, 25, 50, 75, 100]),
            yaxis=axis(type="category"),
            margin={"l": 8, "r": 12, "t": 64, "b": 44, "pad": 2},
        ),
    }
    parts = [
        texts["outcome_part"].format(
            name=texts.indicators[name],
            value=number(getattr(result, name), language, 0),
            low=number(result.spread[name].low, language, 0),
            high=number(result.spread[name].high, language, 0),
        )
        for name in SCORES
    ]
    alt = texts["outcome_alt"].format(parts=texts["separator"].join(parts))
    title = texts["outcome_title"]
    headings = (
        Heading(title),
        Heading(texts["score"], "number", 0),
        Heading(texts["mean"], "number", 0),
        Heading(texts["low"], "number", 0),
        Heading(texts["high"], "number", 0),
    )
    rows = tuple(
        (
            texts.indicators[name],
            getattr(result, name),
            result.spread[name].mean,
            result.spread[name].low,
            result.spread[name].high,
        )
        for name in SCORES
    )
    return Figure("outcome", title, spec, alt, Table("outcome", title, headings, rows))


def _interval(name: str, label: str, result: Result, texts: Texts) -> dict[str, Any]:
    found = result.spread[name]
    look = STYLES[1]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": texts["other_stories"],
        "legendgroup": "others",
        "showlegend": name == SCORES[0],
        "x": [found.low, found.mean, found.high],
        "y": [label] * 3,
        "line": {"color": look.colour, "width": 3},
        "marker": {**marker(look, 12), "size": [6, 12, 6]},
        "hovertemplate": "%{x:.0f}<extra></extra>",
    }
