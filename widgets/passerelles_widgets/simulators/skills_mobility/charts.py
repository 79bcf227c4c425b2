"""The three figures: two futures of the territory of origin, the flows, and the money."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import money, number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, wrapped
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.skills_mobility.model import Result

_LINES: Final = ("without", "stock")
_FLOWS: Final = ("recruited", "extra", "kept", "back")
_MONEY: Final = ("training_lost", "saved", "for_training", "for_keeping", "for_projects")
_ROW: Final = 46  # pixels for each bar
_ROOM: Final = 70  # pixels for the axis


def stock(result: Result, texts: Texts) -> Figure:
    """Return the stock with and without recruitment, beside the posts to fill."""
    language = texts.language
    numbers = [year.year for year in result.track]
    data = [_line(i, name, result, texts) for i, name in enumerate(_LINES)]
    posts = style(6)
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": texts["posts"],
            "x": [numbers[0], numbers[-1]],
            "y": [result.posts] * 2,
            "line": {"color": posts.colour, "dash": posts.dash, "width": 2},
            "hoverinfo": "name+y",
        }
    )
    spec = {
        "data": data,
        "layout": layout(
            language,
            340,
            showlegend=True,
            xaxis=axis(texts["year"]),
            yaxis=axis(texts["people"], tickformat=",.0f"),
        ),
    }
    last = result.track[-1]
    alt = texts["stock_alt"].format(
        horizon=result.horizon,
        posts=number(result.posts, language, 0),
        without=number(last.without, language, 0),
        gap=number(result.gap, language, 0),
        year=result.worst.year,
        **{"with": number(last.stock, language, 0)},
    )
    headings = (
        Heading(texts["year"], "number", 0),
        *(Heading(texts[name], "number", 0) for name in (*_LINES, "gap", "posts")),
    )
    rows = tuple((y.year, y.without, y.stock, y.gap, result.posts) for y in result.track)
    title = texts["stock_title"].format(profession=result.profession or texts["anybody"])
    return Figure("stock", title, spec, alt, Table("stock", title, headings, rows))


def _line(index: int, name: str, result: Result, texts: Texts) -> dict[str, Any]:
    look = style(index)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": texts[name],
        "x": [year.year for year in result.track],
        "y": [getattr(year, name) for year in result.track],
        "line": {"color": look.colour, "dash": look.dash, "width": 2},
        "marker": marker(look, 8),
        "hovertemplate": "%{y:,.0f}",
    }


def flows(result: Result, texts: Texts) -> Figure:
    """Return people recruited beside those who replace them or come back."""
    values = {texts[name]: float(getattr(result, name)) for name in _FLOWS}
    written = {name: number(value, texts.language, 0) for name, value in values.items()}
    title = texts["flows_title"]
    headings = (Heading(texts["flow"]), Heading(texts["people"], "number", 1))
    alt = texts["flows_alt"].format(parts=_parts(written, texts))
    spec = _bars(values, written, 1, texts["people"], texts)
    return Figure("flows", title, spec, alt, Table("flows", title, headings, tuple(values.items())))


def funds(result: Result, texts: Texts) -> Figure:
    """Return the training lost and saved, and the compensation by use."""
    values = {texts[name]: float(getattr(result, name)) for name in _MONEY}
    written = {name: money(value, texts.language) for name, value in values.items()}
    title = texts["money_title"]
    headings = (Heading(texts["item"]), Heading(texts["amount"], "euro", 0))
    alt = texts["money_alt"].format(parts=_parts(written, texts))
    spec = _bars(values, written, 2, texts["amount"], texts)
    return Figure("funds", title, spec, alt, Table("funds", title, headings, tuple(values.items())))


def _parts(written: dict[str, str], texts: Texts) -> str:
    return texts["separator"].join(
        texts["part"].format(name=name, value=value) for name, value in written.items()
    )


def _bars(
    values: dict[str, float], written: dict[str, str], first: int, title: str, texts: Texts
) -> dict[str, Any]:
    """Return horizontal bars; the `first` ones (what is taken) in another style."""
    looks = [bar(style(1 if i < first else 0)) for i in range(len(values))]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [wrapped(name, 24)],
                "x": [value],
                "text": [written[name]],
                "textposition": "auto",
                "marker": look,
                "hoverinfo": "skip",
            }
            for look, (name, value) in zip(looks, values.items(), strict=True)
        ],
        "layout": layout(
            texts.language,
            _ROOM + _ROW * len(values),
            barmode="stack",
            xaxis=axis(title, rangemode="tozero", tickformat=",.0f", nticks=4),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
