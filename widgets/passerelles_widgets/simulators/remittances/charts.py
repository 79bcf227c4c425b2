"""The three figures: who pays into the fund, where the money sent goes, who ends up with what."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import money
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, wrapped
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.remittances.model import Result

_ROW: Final = 44  # pixels for each bar
_ROOM: Final = 100  # pixels for axis and legend
_CHANNELS: Final = ("formal", "informal")
_ENDS: Final = {
    "lost": ("fees_formal", "fees_informal"),
    "spent": ("spent_formal", "spent_informal"),
    "saved": ("invested_formal", "invested_informal"),
}
_LINES: Final = ("before", "without", "with_emigrant")


def fund(result: Result, texts: Texts) -> Figure:
    """Return the contributions to the fund, with the ceilings that were reached."""
    language = texts.language
    now = result.fund_now
    rows: list[tuple[str, float, float | None, float | None]] = [
        (texts["associations"], now.pooled, None, None)
    ]
    rows += [(texts[s.partner], s.amount, s.ceiling, s.short) for s in now.shares]
    capped = [share for share in now.shares if share.short > 0]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts["contribution"],
                "y": [wrapped(row[0]) for row in rows],
                "x": [row[1] for row in rows],
                "text": [money(row[1], language) for row in rows],
                "textposition": "auto",
                "insidetextanchor": "middle",
                "marker": bar(style(0)),
                "hoverinfo": "skip",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": texts["ceiling_reached"],
                "y": [wrapped(texts[share.partner]) for share in capped],
                "x": [share.ceiling for share in capped],
                "marker": marker(style(2), 14),
                "hoverinfo": "name",
                "cliponaxis": False,
            },
        ],
        "layout": layout(
            language,
            _ROOM + _ROW * len(rows),
            showlegend=bool(capped),
            xaxis=axis(texts["amount_axis"], rangemode="tozero", tickformat=",.0f", nticks=4),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["fund_capped" if row[3] else "fund_part"].format(
            partner=row[0], amount=money(row[1], language)
        )
        for row in rows
    ]
    title = texts["fund_title"]
    headings = (
        Heading(texts["partner"]),
        Heading(texts["amount"], "euro", 0),
        Heading(texts["ceiling"], "euro", 0),
        Heading(texts["short"], "euro", 0),
    )
    alt = texts["fund_alt"].format(parts=texts["separator"].join(parts))
    return Figure("fund", title, spec, alt, Table("fund", title, headings, tuple(rows)))


def flows(result: Result, texts: Texts) -> Figure:
    """Return what is lost, spent and invested, through official channels and others."""
    language = texts.language
    found = {
        end: tuple(float(getattr(result.flows, name)) for name in names)
        for end, names in _ENDS.items()
    }
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts[channel],
                "y": [texts[end] for end in found],
                "x": [pair[i] for pair in found.values()],
                "marker": bar(style(i)),
                "hovertemplate": "%{x:,.0f}",
            }
            for i, channel in enumerate(_CHANNELS)
        ],
        "layout": layout(
            language,
            _ROOM + _ROW * len(found),
            barmode="stack",
            showlegend=True,
            xaxis=axis(texts["amount_axis"], rangemode="tozero", tickformat=",.0f", nticks=4),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["flows_part"].format(
            where=texts[end], formal=money(pair[0], language), informal=money(pair[1], language)
        )
        for end, pair in found.items()
    ]
    title = texts["flows_title"]
    headings = (
        Heading(texts["where"]),
        Heading(texts["formal"], "euro", 0),
        Heading(texts["informal"], "euro", 0),
    )
    rows = tuple((texts[end], pair[0], pair[1]) for end, pair in found.items())
    alt = texts["flows_alt"].format(parts=texts["separator"].join(parts))
    return Figure("flows", title, spec, alt, Table("flows", title, headings, rows))


def incomes(result: Result, texts: Texts) -> Figure:
    """Return incomes by tenth of families: before, and now with and without an emigrant."""
    language = texts.language
    spec = {
        "data": [_line(i, name, result, texts) for i, name in enumerate(_LINES)],
        "layout": layout(
            language,
            340,
            showlegend=True,
            xaxis=axis(texts["tenth"], dtick=1),
            yaxis=axis(texts["income_axis"], rangemode="tozero", tickformat=",.0f"),
        ),
    }
    low, high = result.tenths[0], result.tenths[-1]
    alt = texts["incomes_alt"].format(
        low=money(low.before, language),
        low_without=money(low.without, language),
        low_with=money(low.with_emigrant, language),
        high=money(high.before, language),
        high_without=money(high.without, language),
        high_with=money(high.with_emigrant, language),
    )
    title = texts["incomes_title"]
    headings = (
        Heading(texts["tenth"], "number", 0),
        *(Heading(texts[name], "euro", 0) for name in _LINES),
    )
    rows = tuple(
        (rank, tenth.before, tenth.without, tenth.with_emigrant)
        for rank, tenth in enumerate(result.tenths, start=1)
    )
    return Figure("incomes", title, spec, alt, Table("incomes", title, headings, rows))


def _line(index: int, name: str, result: Result, texts: Texts) -> dict[str, Any]:
    look = style(index)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": texts[name],
        "x": list(range(1, len(result.tenths) + 1)),
        "y": [getattr(tenth, name) for tenth in result.tenths],
        "line": {"color": look.colour, "dash": look.dash, "width": 2},
        "marker": marker(look, 9),
        "hovertemplate": "%{y:,.0f}",
    }
