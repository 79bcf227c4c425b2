"""The three figures: the last season by week, two rates by season, cost against budget."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Final

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, percent_axis
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.seasonal_work.model import Result

_STACK: Final = ("legal", "irregular", "lost")
_RATES: Final = (("rate", "return_rate"), ("irregular_share", "irregular_share"))


def weeks(result: Result, texts: Texts) -> Figure:
    """Return the last season: demand as a line over who does the work."""
    language = texts.language
    last = result.last
    numbers = list(range(1, len(last.weeks) + 1))
    line = style(6)
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": texts[name],
            "x": numbers,
            "y": [getattr(week, name) for week in last.weeks],
            "marker": bar(style(i)),
            "hovertemplate": "%{y:,.0f}",
        }
        for i, name in enumerate(_STACK)
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": texts["demand"],
            "x": numbers,
            "y": [week.demand for week in last.weeks],
            "line": {"color": line.colour, "dash": line.dash, "width": 2, "shape": "hvh"},
            "marker": marker(line, 7),
            "hovertemplate": "%{y:,.0f}",
        }
    )
    spec = {
        "data": data,
        "layout": layout(
            language,
            340,
            barmode="stack",
            bargap=0.15,
            showlegend=True,
            xaxis=axis(texts["week"]),
            yaxis=axis(texts["people"], rangemode="tozero", tickformat=",.0f"),
        ),
    }
    alt = texts["weeks_alt"].format(
        count=len(numbers),
        peak=number(result.peak_demand, language, 0),
        present=number(result.peak_present, language, 0),
        irregular=percent(result.irregular_share, language, 1),
        lost=percent(result.lost_share, language, 1),
    )
    columns = ("demand", "legal", "irregular", "lost", "idle")
    headings = (
        Heading(texts["week"], "number", 0),
        *(Heading(texts[name], "number", 0) for name in columns),
    )
    rows = tuple(
        (rank, week.demand, week.legal, week.irregular, week.lost, week.idle)
        for rank, week in enumerate(last.weeks, start=1)
    )
    title = texts["weeks_title"]
    return Figure("weeks", title, spec, alt, Table("weeks", title, headings, rows))


def rates(result: Result, texts: Texts) -> Figure:
    """Return the return rate and the irregular share, season after season."""
    language = texts.language
    numbers = [season.number for season in result.seasons]
    spec = {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": texts[name],
                "x": numbers,
                "y": [getattr(season, attribute) for season in result.seasons],
                "line": {"color": style(i).colour, "dash": style(i).dash, "width": 2},
                "marker": marker(style(i), 10),
                "hovertemplate": "%{y:.0%}",
            }
            for i, (name, attribute) in enumerate(_RATES)
        ],
        "layout": layout(
            language,
            300,
            showlegend=True,
            xaxis=axis(texts["season"], dtick=1),
            yaxis=percent_axis(language),
        ),
    }
    parts = [
        texts["rates_part"].format(
            number=season.number,
            rate=percent(season.return_rate, language),
            irregular=percent(season.irregular_share, language, 1),
        )
        for season in result.seasons
    ]
    headings = (
        Heading(texts["season"], "number", 0),
        Heading(texts["chance"], "percent", 0),
        Heading(texts["rate"], "percent", 0),
        Heading(texts["irregular_share"], "percent", 1),
    )
    rows = tuple(
        (season.number, season.chance, season.return_rate, season.irregular_share)
        for season in result.seasons
    )
    title = texts["rates_title"]
    alt = texts["rates_alt"].format(parts=" ".join(parts))
    return Figure("rates", title, spec, alt, Table("rates", title, headings, rows))


def costs(result: Result, texts: Texts) -> Figure:
    """Return the cumulative cost by season, with the budget as a line."""
    language = texts.language
    numbers = [season.number for season in result.seasons]
    sums = list(accumulate(season.cost for season in result.seasons))
    line = style(1)
    spec = {
        "data": [
            {
                "type": "bar",
                "name": texts["cumulative"],
                "x": numbers,
                "y": sums,
                "marker": bar(style(0)),
                "hovertemplate": "%{y:,.0f}",
            },
            {
                "type": "scatter",
                "mode": "lines",
                "name": texts["budget"],
                "x": [0.5, len(numbers) + 0.5],
                "y": [result.budget] * 2,
                "line": {"color": line.colour, "dash": line.dash, "width": 3},
                "hovertemplate": "%{y:,.0f}",
            },
        ],
        "layout": layout(
            language,
            300,
            showlegend=True,
            xaxis=axis(texts["season"], dtick=1),
            yaxis=axis(texts["euros"], rangemode="tozero", tickformat=",.0f"),
        ),
    }
    parts = [
        texts["money_part"].format(number=rank, cost=money(total, language))
        for rank, total in zip(numbers, sums, strict=True)
    ]
    headings = (
        Heading(texts["season"], "number", 0),
        Heading(texts["cost"], "euro", 0),
        Heading(texts["cumulative"], "euro", 0),
    )
    rows = tuple(
        (season.number, season.cost, total)
        for season, total in zip(result.seasons, sums, strict=True)
    )
    title = texts["money_title"]
    alt = texts["money_alt"].format(
        budget=money(result.budget, language), parts=texts["separator"].join(parts)
    )
    return Figure("costs", title, spec, alt, Table("costs", title, headings, rows))
