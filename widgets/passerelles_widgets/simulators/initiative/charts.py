"""The calendar, the budget and the risk matrix, as figures."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, money, number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, plain, wrapped
from passerelles_widgets.simulators.initiative.budget import PAYERS, WHOLE
from passerelles_widgets.simulators.initiative.model import Planned, Result
from passerelles_widgets.simulators.initiative.notes import named
from passerelles_widgets.simulators.palette import CLEAR, OUTLINE, VERMILION, style

_WIDTH: Final = 22
_ROOM: Final = 130
_BAR: Final = 40
_GRADES: Final = (1, 2, 3, 4, 5)
_LIMIT: Final = {"color": VERMILION, "width": 2, "dash": "dot"}
_LEGEND: Final = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}


def gantt(result: Result, texts: Texts) -> Figure:
    """Return one bar an activity from its earliest start, its slack drawn after it."""
    language = texts.language
    labels = [wrapped(named(item, texts), _WIDTH) for item in result.activities]
    kinds = ((True, texts["critical"], 1), (False, texts["ordinary"], 0))
    spec = {
        "data": [
            *(_bars(result, labels, kind, texts) for kind in kinds),
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(texts["slack"]),
                "y": labels,
                "base": [item.dates.finish for item in result.activities],
                "x": [item.dates.slack for item in result.activities],
                "marker": {"color": CLEAR, "line": {"color": OUTLINE, "width": 1}},
                "hoverinfo": "skip",
            },
            # The line itself is a shape, as high as the chart; this names it in the legend.
            {"type": "scatter", "mode": "lines", "name": plain(texts["allowed"])}
            | {"x": [result.horizon], "y": labels[:1], "line": _LIMIT, "hoverinfo": "skip"},
        ],
        "layout": layout(
            language,
            _ROOM + _BAR * max(len(labels), 2),
            barmode="overlay",
            showlegend=True,
            xaxis=axis(texts["gantt_axis"], rangemode="tozero"),
            yaxis=axis(
                type="category",
                autorange="reversed",
                categoryorder="array",
                categoryarray=labels,
            ),
            shapes=[
                {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
                | {"x0": result.horizon, "x1": result.horizon}
                | {"line": _LIMIT}
            ],
        ),
    }
    parts = [
        texts["gantt_part"].format(
            name=named(item, texts),
            start=number(item.dates.start, language),
            finish=number(item.dates.finish, language),
            slack=_slack(item, texts),
        )
        for item in result.activities
    ]
    alt = texts["gantt_alt"].format(
        parts=" ".join(parts),
        months=number(result.months, language),
        horizon=number(result.horizon, language),
    )
    return Figure("gantt", texts["gantt_title"], spec, alt, _dates(result, texts))


def _bars(
    result: Result, labels: list[str], kind: tuple[bool, str, int], texts: Texts
) -> dict[str, Any]:
    """Return the critical activities, or the others, as bars."""
    critical, name, look = kind
    shown = [
        (label, item)
        for label, item in zip(labels, result.activities, strict=True)
        if item.dates.critical is critical
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(name),
        "y": [label for label, _ in shown],
        "base": [item.dates.start for _, item in shown],
        "x": [item.dates.finish - item.dates.start for _, item in shown],
        "marker": bar(style(look)),
        "hovertext": [f"{label}<br>{_slack(item, texts)}" for label, item in shown],
        "hoverinfo": "text",
    }


def _slack(item: Planned, texts: Texts) -> str:
    if item.dates.critical:
        return texts["slack_none"]
    return texts["slack_some"].format(slack=number(item.dates.slack, texts.language))


def _dates(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["activity"]),
        Heading(texts["duration"], "number", 1),
        Heading(texts["start"], "number", 1),
        Heading(texts["finish"], "number", 1),
        Heading(texts["slack"], "number", 1),
        Heading(texts["critical"]),
    )
    rows = tuple(
        (
            named(item, texts),
            item.dates.finish - item.dates.start,
            item.dates.start,
            item.dates.finish,
            item.dates.slack,
            texts["yes" if item.dates.critical else "no"],
        )
        for item in result.activities
    )
    return Table("gantt", texts["gantt_title"], headings, rows)


def costs(result: Result, texts: Texts) -> Figure:
    """Return one bar an activity and one for the whole, stacked by payer."""
    language = texts.language
    names = {item.activity.code: named(item, texts) for item in result.activities}
    names[WHOLE] = texts["whole"]
    cells = result.budget.by_activity_and_payer
    payers = [texts.labels[f"costs/payer/{payer}"] for payer in PAYERS]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": plain(label),
                "y": [wrapped(name, _WIDTH) for name in names.values()],
                "x": [cells[code][payer] for code in names],
                "hovertext": [
                    f"{plain(label)}<br>{money(cells[code][payer], language)}" for code in names
                ],
                "hoverinfo": "text",
                "marker": bar(style(look)),
            }
            for look, (payer, label) in enumerate(zip(PAYERS, payers, strict=True))
        ],
        "layout": layout(
            language,
            _ROOM + _BAR * max(len(names), 2),
            barmode="stack",
            showlegend=True,
            legend=_LEGEND | {"traceorder": "normal"},  # as the bars lie
            xaxis=axis(texts["budget_axis"], tickformat=",.0f", nticks=5),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["budget_part"].format(name=name, amount=money(amount, language))
        for name, amount in [
            *((names[code], amount) for code, amount in result.budget.by_activity.items()),
            (texts["total"], result.total),
        ]
    ]
    headings = (
        Heading(texts["activity"]),
        *(Heading(label, "euro", 0) for label in payers),
        Heading(texts["total"], "euro", 0),
    )
    rows: list[tuple[str | float | None, ...]] = [
        (name, *cells[code].values(), result.budget.by_activity[code])
        for code, name in names.items()
    ]
    rows.append((texts["total"], *result.budget.by_payer.values(), result.total))
    title = texts["budget_title"]
    alt = texts["budget_alt"].format(parts=" ".join(parts))
    return Figure("budget", title, spec, alt, Table("budget", title, headings, tuple(rows)))


def risks(result: Result, texts: Texts) -> Figure:
    """Return the matrix, each risk by its number in the cell of its grades."""
    language = texts.language
    held = [
        [
            enumeration(
                [
                    str(number_)
                    for number_, risk in enumerate(result.risks, start=1)
                    if (risk.probability, risk.impact) == (probability, impact)
                ],
                language,
            )
            for probability in _GRADES
        ]
        for impact in _GRADES
    ]
    spec = {
        "data": [
            {
                "type": "heatmap",
                "x": list(_GRADES),
                "y": list(_GRADES),
                "z": [[probability * impact for probability in _GRADES] for impact in _GRADES],
                "text": held,
                "texttemplate": "<b>%{text}</b>",
                "textfont": {"size": 16, "color": "#000000"},
                "zmin": 0,
                "zmax": 25,
                "colorscale": [[0.0, "#F7F7F7"], [0.5, "#F3D9A4"], [1.0, "#E69F6B"]],
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            language,
            380,
            xaxis=axis(texts["probability_axis"], dtick=1, showgrid=False),
            yaxis=axis(texts["impact_axis"], dtick=1, showgrid=False),
        ),
    }
    parts = [
        texts["risks_part"].format(
            number=place,
            name=risk.name,
            probability=risk.probability,
            impact=risk.impact,
            score=risk.score,
        )
        for place, risk in enumerate(result.risks, start=1)
    ]
    headings = (
        Heading(texts["number"], "number", 0),
        Heading(texts.labels["risks/name"]),
        Heading(texts["probability_axis"], "number", 0),
        Heading(texts["impact_axis"], "number", 0),
        Heading(texts["score"], "number", 0),
        Heading(texts.labels["risks/answer"]),
    )
    rows = tuple(
        (
            place,
            risk.name,
            risk.probability,
            risk.impact,
            risk.score,
            risk.answer or texts["no_answer"],
        )
        for place, risk in enumerate(result.risks, start=1)
    )
    title = texts["risks_title"]
    alt = texts["risks_alt"].format(parts=" ".join(parts) or texts["risks_none"])
    return Figure("risks", title, spec, alt, Table("risks", title, headings, rows))
