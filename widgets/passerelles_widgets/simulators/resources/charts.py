"""Covered need, cash and sources, as figures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from passerelles.library.text import enumeration, money, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, percent_axis, plain, wrapped
from passerelles_widgets.simulators.palette import BLUE, OUTLINE, style
from passerelles_widgets.simulators.resources.model import BINS, Result

_WIDTH: Final = 22
_APART: Final = "\u200b"  # a space without width
_BAND: Final = "rgba(0,114,178,0.18)"


def cover(result: Result, texts: Texts) -> Figure:
    """Return the draws by tenth of the need they cover."""
    language = texts.language
    edges = [percent(place / BINS, language) for place in range(BINS + 1)]
    ranges = [
        *(texts["cover_range"].format(low=low, high=high) for low, high in pairwise(edges)),
        texts["cover_whole"],
    ]
    ticks = [*edges[:-1], texts["cover_whole"]]
    spec = {
        "data": [
            {
                "type": "bar",
                "x": ticks,
                "y": list(result.histogram),
                "marker": bar(style(0)),
                "hovertext": [
                    f"{plain(name)}<br>{percent(share, language)}"
                    for name, share in zip(ranges, result.histogram, strict=True)
                ],
                "hoverinfo": "text",
            }
        ],
        "layout": layout(
            language,
            340,
            bargap=0.08,
            xaxis=axis(texts["cover_axis"], type="category", tickangle=-45),
            yaxis=percent_axis(language, texts["draws_axis"]),
        ),
    }
    parts = [
        texts["cover_part"].format(range=name, share=percent(share, language))
        for name, share in zip(ranges, result.histogram, strict=True)
        if share
    ]
    title = texts["cover_title"]
    table = Table(
        "cover",
        title,
        (Heading(texts["cover_axis"]), Heading(texts["draws_axis"], "percent", 0)),
        tuple(zip(ranges, result.histogram, strict=True)),
    )
    alt = texts["cover_alt"].format(parts=enumeration(parts, language) or texts["cash_none"])
    return Figure("cover", title, spec, alt, table)


def cash(result: Result, texts: Texts) -> Figure:
    """Return the balance of cash, its mean and the band of four draws out of five."""
    language = texts.language
    numbers = [month.number for month in result.months]
    spec = {
        "data": [
            _edge(numbers, [month.low for month in result.months]),
            _edge(numbers, [month.high for month in result.months])
            | {"fill": "tonexty", "fillcolor": _BAND, "name": plain(texts["band"])}
            | {"showlegend": True},
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": plain(texts["balance"]),
                "x": numbers,
                "y": [month.balance for month in result.months],
                "line": {"color": BLUE, "width": 3},
                "marker": {"size": 6},
                "hovertext": [money(month.balance, language) for month in result.months],
                "hoverinfo": "x+text",
            },
        ],
        "layout": layout(
            language,
            400,
            showlegend=True,
            xaxis=axis(texts["cash_axis"], nticks=10),
            yaxis=axis(texts["euros"], tickformat=",.0f", zerolinewidth=2),
        ),
    }
    headings = (
        Heading(texts["month"], "number", 0),
        Heading(texts["spent"], "euro", 0),
        Heading(texts["received"], "euro", 0),
        Heading(texts["balance"], "euro", 0),
        Heading(texts["low"], "euro", 0),
        Heading(texts["short"], "percent", 0),
    )
    rows = tuple(
        (month.number, month.spent, month.received, month.balance, month.low, month.short)
        for month in result.months
    )
    title = texts["cash_title"]
    alt = texts["cash_alt"].format(worst=_worst(result, texts))
    return Figure("cash", title, spec, alt, Table("cash", title, headings, rows))


def _edge(numbers: list[int], values: list[float]) -> dict[str, Any]:
    """Return one border of the band."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers,
        "y": values,
        "line": {"color": OUTLINE, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _worst(result: Result, texts: Texts) -> str:
    if result.need <= 0:
        return texts["cash_none"]
    if result.worst is None:
        return texts["cash_fine"]
    return texts["cash_worst"].format(
        month=result.worst.number,
        balance=money(result.worst.balance, texts.language),
        low=money(result.worst.low, texts.language),
    )


def sources(result: Result, texts: Texts) -> Figure:
    """Return what each source is asked for and what it brings on average."""
    language = texts.language
    names = [item.source.name for item in result.funded]
    # Two sources of one name keep a row each: a category is known by its label.
    labels = [wrapped(name, _WIDTH) + _APART * place for place, name in enumerate(names)]
    series = (
        (texts["asked"], [item.source.amount for item in result.funded], 5),
        (texts["expected"], [item.expected for item in result.funded], 0),
    )
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(name),
                "y": labels,
                "x": amounts,
                "marker": bar(style(look)),
                "hovertext": [f"{plain(name)}<br>{money(a, language)}" for a in amounts],
                "hoverinfo": "text",
            }
            for name, amounts, look in series
        ],
        "layout": layout(
            language,
            140 + 64 * max(len(labels), 2),
            barmode="group",
            showlegend=True,
            xaxis=axis(texts["euros"], tickformat=",.0f", nticks=5),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["sources_part"].format(
            name=item.source.name,
            asked=money(item.source.amount, language),
            expected=money(item.expected, language),
        )
        for item in result.funded
    ]
    headings = (
        Heading(texts["source"]),
        Heading(texts["family"]),
        Heading(texts["asked"], "euro", 0),
        Heading(texts["expected"], "euro", 0),
        Heading(texts["yields"], "percent", 0),
        Heading(texts["weight"], "percent", 0),
    )
    rows = tuple(
        (
            item.source.name,
            texts.labels[f"sources/kind/{item.source.kind}"],
            item.source.amount,
            item.expected,
            item.yields,
            item.share,
        )
        for item in result.funded
    )
    title = texts["sources_title"]
    alt = texts["sources_alt"].format(parts=" ".join(parts) or texts["sources_none"])
    return Figure("sources", title, spec, alt, Table("sources", title, headings, rows))
