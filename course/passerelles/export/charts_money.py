"""The chart of cash: what is spent and what comes in, accumulated month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from matplotlib.figure import Figure

from passerelles.dossier.sections_resources import Budget, FundingPlan
from passerelles.export.model import Picture
from passerelles.export.pictures import SECONDARY, euros, scale, sheet
from passerelles.export.words import word
from passerelles.portal.dossier_writer import Writer
from passerelles_widgets.simulators.palette import BLUE, VERMILION


def cash(writer: Writer, need: Budget, plan: FundingPlan) -> Iterator[Picture]:
    """Draw planned spending and expected receipts, accumulated month by month.

    A need is spread evenly over its months; a source pays its advance in its first month and
    the balance in its last, what it is expected to pay on average (simulator `resources`).
    """
    if not need.lines or not plan.sources:
        return
    months = max([line.last for line in need.lines] + [max(s.month, s.last) for s in plan.sources])
    spent, received = [0.0] * months, [0.0] * months
    for line in need.lines:
        for month in range(line.first, line.last + 1):
            spent[month - 1] += line.amount / (line.last - line.first + 1)
    for source in plan.sources:
        received[source.month - 1] += source.advance * source.expected
        received[max(source.month, source.last) - 1] += (1 - source.advance) * source.expected
    needed, funds = list(accumulate(spent)), list(accumulate(received))
    gaps = [one - other for one, other in zip(needed, funds, strict=True)]
    worst = max(range(months), key=lambda place: gaps[place])
    gap = (
        word(
            "chart.cash.gap",
            writer.language,
            amount=writer.money(gaps[worst]),
            month=writer.number(worst + 1),
        )
        if gaps[worst] > 1
        else word("chart.cash.level", writer.language)
    )
    alt = word(
        "chart.cash.alt",
        writer.language,
        months=writer.number(months),
        need=writer.money(needed[-1]),
        funds=writer.money(funds[-1]),
        gap=gap,
    )
    title = word("chart.cash", writer.language)
    yield Picture("cash", title, alt, lambda width: _draw_cash(writer, needed, funds, width))


def _draw_cash(
    writer: Writer, needed: Sequence[float], funds: Sequence[float], width: float
) -> Figure:
    figure, axes = sheet(width, width * 0.45)
    months = list(range(1, len(needed) + 1))
    look: dict[str, Any] = {
        "where": "post",
        "linewidth": 1.8,
        "markevery": max(1, len(months) // 8),
    }
    axes.step(
        months, needed, color=BLUE, marker="o", label=_cash(writer, "need"), markersize=4, **look
    )
    axes.step(
        months,
        funds,
        color=VERMILION,
        linestyle=(0, (5, 2)),
        marker="s",
        markersize=4,
        label=_cash(writer, "funds"),
        **look,
    )
    axes.fill_between(
        months,
        needed,
        funds,
        where=[one > other for one, other in zip(needed, funds, strict=True)],
        step="post",
        facecolor="none",
        hatch="....",
        edgecolor=SECONDARY,
        label=_cash(writer, "short"),
    )
    axes.set_xlim(1, max(len(months), 2))
    axes.set_ylim(0, max([*needed, *funds, 1]) * 1.06)
    axes.grid()
    axes.set_xlabel(word("chart.cash.x", writer.language))
    scale(axes.xaxis, writer.language)
    euros(axes.yaxis, writer.language)
    axes.legend(loc="upper left")
    return figure


def _cash(writer: Writer, name: str) -> str:
    return word(f"chart.cash.{name}", writer.language)
