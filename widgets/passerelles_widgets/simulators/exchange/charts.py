"""The notice board, the pairs and the calendar, as figures."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, money, number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.exchange.matching import TOPICS, Pair, Territory
from passerelles_widgets.simulators.exchange.model import Result
from passerelles_widgets.simulators.exchange.notes import points, topic
from passerelles_widgets.simulators.exchange.programme import KINDS
from passerelles_widgets.simulators.figures import axis, bar, layout, wrapped
from passerelles_widgets.simulators.palette import BLUE, VERMILION, style

_COLOURS: Final = [[0.0, VERMILION], [0.5, "#F7F7F7"], [1.0, BLUE]]
_MOST: Final = 3
_WIDTH: Final = 14
_APART: Final = "\u200b"  # a space without width: two rows of one name stay two rows


def board(result: Result, texts: Texts) -> Figure:
    """Return the grid of what each territory seeks and offers."""
    labels = [topic(name, texts) for name in TOPICS]
    spec = {
        "data": [
            {
                "type": "heatmap",
                "x": [wrapped(label, 8) for label in labels],
                "y": _rows([item.name for item in result.territories]),
                "z": [list(item.scores) for item in result.territories],
                "text": [[_signed(s, texts) for s in item.scores] for item in result.territories],
                "texttemplate": "%{text}",
                "textfont": {"color": "#000000"},
                "zmin": -_MOST,
                "zmax": _MOST,
                "colorscale": _COLOURS,
                "opacity": 0.85,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            texts.language,
            110 + 44 * max(len(result.territories), 2),
            xaxis=axis(type="category", side="top", showgrid=False, tickfont={"size": 11}),
            yaxis=axis(type="category", autorange="reversed", showgrid=False),
        ),
    }
    parts = [
        texts["board_part"].format(
            name=item.name, seeks=_topics(item, -1, texts), offers=_topics(item, 1, texts)
        )
        for item in result.territories
    ]
    title = texts["board_title"]
    headings = (
        Heading(texts.labels["territories/name"]),
        *(Heading(label, "number", 0) for label in labels),
    )
    rows: tuple[tuple[str | float | None, ...], ...] = tuple(
        (item.name, *item.scores) for item in result.territories
    )
    alt = texts["board_alt"].format(parts=" ".join(parts))
    return Figure("board", title, spec, alt, Table("board", title, headings, rows))


def _signed(score: int, texts: Texts) -> str:
    written = number(score, texts.language)
    return f"+{written}" if score > 0 else written


def _topics(item: Territory, sign: int, texts: Texts) -> str:
    """Name the topics a territory seeks (−1) or offers (+1)."""
    named = [
        topic(name, texts)
        for name, score in zip(TOPICS, item.scores, strict=True)
        if score * sign > 0
    ]
    return enumeration(named, texts.language) or texts["nothing"]


def _rows(names: list[str]) -> list[str]:
    return [wrapped(name, _WIDTH) + _APART * index for index, name in enumerate(names)]


def pairs(result: Result, texts: Texts) -> Figure:
    """Return what the two of each pair teach each other, on either side of a line."""
    names = [pair_name(made, texts) for made in result.pairs]
    rows_shown = _rows(names)
    spec = {
        "data": [
            _half(rows_shown, [-made.learnt for made in result.pairs], "first_learns", 1, texts),
            _half(rows_shown, [made.taught for made in result.pairs], "first_teaches", 0, texts),
        ],
        "layout": layout(
            texts.language,
            130 + 52 * max(len(names), 1),
            showlegend=True,
            barmode="overlay",
            xaxis=axis(texts["pairs_axis"], rangemode="tozero", showticklabels=False),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["pairs_part"].format(
            first=made.first.name,
            second=made.second.name,
            taught=points(made.taught, texts),
            learnt=points(made.learnt, texts),
        )
        for made in result.pairs
    ]
    title = texts["pairs_title"]
    headings = (
        Heading(texts["first"]),
        Heading(texts["second"]),
        Heading(texts["first_learns"], "number", 0),
        Heading(texts["first_teaches"], "number", 0),
        Heading(texts["reciprocity"], "percent", 0),
        Heading(texts["languages"]),
    )
    rows = tuple(
        (
            made.first.name,
            made.second.name,
            made.learnt,
            made.taught,
            made.reciprocity,
            shared(made, texts),
        )
        for made in result.pairs
    )
    alt = texts["pairs_alt"].format(parts=" ".join(parts)) if parts else texts["summary_none"]
    return Figure("pairs", title, spec, alt, Table("pairs", title, headings, rows))


def pair_name(made: Pair, texts: Texts) -> str:
    """Name a pair by its two territories."""
    return texts["pair_name"].format(first=made.first.name, second=made.second.name)


def shared(made: Pair, texts: Texts) -> str:
    """Name the languages a pair shares."""
    named = [texts.labels[f"territories/language/{name}"] for name in made.shared]
    return enumeration(named, texts.language) or texts["none"]


def _half(
    names: list[str], lengths: list[int], name: str, look: int, texts: Texts
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": texts[name],
        "y": names,
        "x": lengths,
        "text": [number(abs(length), texts.language) for length in lengths],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": bar(style(look)),
        "hoverinfo": "skip",
    }


def calendar(result: Result, texts: Texts) -> Figure:
    """Return the programme as bars over the months, with what each activity costs."""
    language = texts.language
    kinds = [_kind(item.activity.kind, texts) for item in result.programme]
    labels = [texts["calendar_row"].format(rank=i, kind=k) for i, k in enumerate(kinds, 1)]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [wrapped(label, _WIDTH) for label in labels],
                "base": [item.activity.month for item in result.programme],
                "x": [item.end - item.activity.month for item in result.programme],
                "text": [money(item.cost, language) for item in result.programme],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": bar(style(0))
                | {"color": [style(KINDS.index(i.activity.kind)).colour for i in result.programme]},
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            language,
            90 + 50 * max(len(labels), 1),
            xaxis=axis(texts["month_axis"], range=[1, result.last_month + 2], dtick=3, tick0=1),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["calendar_part"].format(
            month=item.activity.month,
            kind=kind,
            host=texts.labels[f"activities/host/{item.activity.host}"],
            cost=money(item.cost, language),
        )
        for item, kind in zip(result.programme, kinds, strict=True)
    ]
    title = texts["calendar_title"]
    alt = texts["calendar_alt"].format(parts=" ".join(parts)) if parts else texts["calendar_empty"]
    return Figure("calendar", title, spec, alt, _programme(result, kinds, texts))


def _kind(name: str, texts: Texts) -> str:
    return texts.labels[f"activities/kind/{name}"]


def _programme(result: Result, kinds: list[str], texts: Texts) -> Table:
    headings = (
        Heading(texts.labels["activities/month"], "number", 0),
        Heading(texts.labels["activities/kind"]),
        Heading(texts.labels["activities/host"]),
        Heading(texts.labels["activities/days"], "number", 0),
        Heading(texts.labels["activities/people"], "number", 0),
        Heading(texts["cost"], "euro", 0),
    )
    rows = tuple(
        (
            item.activity.month,
            kind,
            texts.labels[f"activities/host/{item.activity.host}"],
            item.activity.days,
            item.activity.people,
            item.cost,
        )
        for item, kind in zip(result.programme, kinds, strict=True)
    )
    return Table("calendar", texts["calendar_title"], headings, rows)
