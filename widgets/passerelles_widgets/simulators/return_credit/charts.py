"""One family’s schedule, businesses still open, the portfolio at risk, the losses drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, percent_axis
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.return_credit.model import Result

_TENTHS: Final = tuple(place / 10 for place in range(11))


def schedule(result: Result, texts: Texts) -> Figure:
    """Return what a family pays each month, beside what it can repay."""
    language = texts.language
    payments = result.schedule.payments
    months = [payment.month for payment in payments]
    line = style(1)
    parts = (
        ("interest", [min(payment.interest, payment.due) for payment in payments]),
        ("principal", [max(payment.principal, 0.0) for payment in payments]),
    )
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": texts[name],
            "x": months,
            "y": heights,
            "marker": bar(style(i * 2)),
            "hovertemplate": "%{y:,.0f}",
        }
        for i, (name, heights) in enumerate(parts)
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": texts["ceiling"],
            "x": [0.5, len(months) + 0.5],
            "y": [result.affordable] * 2,
            "line": {"color": line.colour, "dash": line.dash, "width": 3},
            "hovertemplate": "%{y:,.0f}",
        }
    )
    spec = {
        "data": data,
        "layout": layout(
            language,
            320,
            barmode="stack",
            bargap=0.15,
            showlegend=True,
            xaxis=axis(texts["month"]),
            yaxis=axis(texts["euros"], rangemode="tozero", tickformat=",.0f"),
        ),
    }
    grace = result.first_instalment - 1
    alt = texts["schedule_alt" if grace else "schedule_alt_plain"].format(
        grace=grace,
        during=money(payments[0].due, language),
        instalment=money(result.instalment, language),
        term=len(months),
        interest=money(result.schedule.interest, language),
    )
    names = ("due", "interest", "principal", "balance")
    headings = (
        Heading(texts["month"], "number", 0),
        *(Heading(texts[name], "euro", 2) for name in names),
    )
    rows = tuple((p.month, p.due, p.interest, p.principal, p.balance) for p in payments)
    title = texts["schedule_title"]
    return Figure("schedule", title, spec, alt, Table("schedule", title, headings, rows))


def survival(result: Result, texts: Texts) -> Figure:
    """Return the survival curves, with the support chosen and without any."""
    language = texts.language
    curves = (
        (texts["supported"].format(months=result.support_months), result.curve),
        (texts["unsupported"], result.curve_unsupported),
    )
    spec = {
        "data": [_curve(i, name, curve, 0) for i, (name, curve) in enumerate(curves)],
        "layout": layout(
            language,
            300,
            showlegend=True,
            xaxis=axis(texts["month"]),
            yaxis=percent_axis(language),
        ),
    }
    alt = texts["survival_alt"].format(
        horizon=result.horizon,
        **{
            "with": percent(result.curve[-1], language),
            "without": percent(result.curve_unsupported[-1], language),
        },
    )
    headings = (
        Heading(texts["month"], "number", 0),
        *(Heading(name, "percent", 0) for name, _ in curves),
    )
    rows = tuple(
        (month, a, b)
        for month, (a, b) in enumerate(zip(result.curve, result.curve_unsupported, strict=True))
    )
    title = texts["survival_title"]
    return Figure("survival", title, spec, alt, Table("survival", title, headings, rows))


def portfolio(result: Result, texts: Texts) -> Figure:
    """Return PAR30 and what is written off, month by month."""
    language = texts.language
    shown = (
        ("par30", result.par30_read),
        ("written_off", [month.written_off for month in result.months]),
    )
    spec = {
        "data": [_curve(i + 2, texts[name], values, 1) for i, (name, values) in enumerate(shown)],
        "layout": layout(
            language,
            300,
            showlegend=True,
            xaxis=axis(texts["month"]),
            yaxis=percent_axis(language),
        ),
    }
    alt = texts["portfolio_alt"].format(
        term=len(result.months),
        par=percent(result.par30, language, 1),
        month=result.worst.month,
        lost=percent(result.months[-1].written_off, language, 1),
    )
    names = ("outstanding", "par30", "par60", "written_off")
    headings = (
        Heading(texts["month"], "number", 0),
        *(Heading(texts[name], "percent", 1) for name in names),
    )
    rows = tuple((m.month, m.outstanding, m.par30, m.par60, m.written_off) for m in result.months)
    title = texts["portfolio_title"]
    return Figure("portfolio", title, spec, alt, Table("portfolio", title, headings, rows))


def _curve(index: int, name: str, values: Sequence[float | None], first: int) -> dict[str, Any]:
    look = style(index)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(range(first, first + len(values))),
        "y": list(values),
        "line": {"color": look.colour, "dash": look.dash, "width": 2},
        "marker": {**marker(look, 8), "maxdisplayed": 12},
        "hovertemplate": "%{y:.1%}",
    }


def losses(result: Result, texts: Texts) -> Figure:
    """Return the draws by the loss they give, with the interval that holds nine in ten."""
    language = texts.language
    low, high = result.loss_interval
    line = style(1)
    ranges = [
        texts["loss_range"].format(low=money(one.low, language), high=money(one.high, language))
        for one in result.loss_classes
    ]
    shares = [one.share for one in result.loss_classes]
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": texts["draws"],
            "x": [one.middle for one in result.loss_classes],
            "y": shares,
            "width": [one.width for one in result.loss_classes],
            "marker": bar(style(0)),
            "hovertext": [
                f"{name}<br>{percent(share, language, 1)}"
                for name, share in zip(ranges, shares, strict=True)
            ],
            "hoverinfo": "text",
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": texts["nine_in_ten"],
            "x": [low, high],
            "y": [0, 0],
            "marker": marker(line),
            "line": {"color": line.colour, "dash": line.dash, "width": 4},
            "cliponaxis": False,
            "hovertext": [money(low, language), money(high, language)],
            "hoverinfo": "text",
        },
    ]
    spec = {
        "data": data,
        "layout": layout(
            language,
            320,
            bargap=0,
            showlegend=True,
            xaxis=axis(texts["losses"], tickformat=",.0f"),
            yaxis=percent_axis(language, texts["draws_axis"], _TENTHS, range=[0, max(shares)]),
        ),
    }
    title = texts["losses_title"]
    alt = texts["losses_alt"].format(
        draws=number(result.draws, language, 0),
        mean=money(result.loss, language),
        low=money(low, language),
        high=money(high, language),
    )
    headings = (Heading(texts["losses"]), Heading(texts["draws_axis"], "percent", 1))
    rows = tuple(zip(ranges, shares, strict=True))
    return Figure("losses", title, spec, alt, Table("losses", title, headings, rows))
