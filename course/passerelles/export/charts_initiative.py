"""Charts of an initiative: its calendar with the critical path, and who pays what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from passerelles.dossier.sections_initiatives import Initiative, Line, PlannedActivity
from passerelles.export.model import Picture
from passerelles.export.pictures import (
    INK,
    LOOKS,
    SECONDARY,
    alternative,
    euros,
    letters,
    scale,
    sheet,
    wrapped,
)
from passerelles.export.words import word
from passerelles.portal.dossier_writer import Writer

_LINES: Final = (*get_args(Line), "reserve")


def initiative(writer: Writer, section: Initiative) -> Iterator[Picture]:
    """Draw the calendar and who pays what."""
    if section.activities:
        yield _gantt(writer, section)
    if section.costs and any(section.payers.values()):
        yield _payers(writer, section)


def _gantt(writer: Writer, section: Initiative) -> Picture:
    language = writer.language
    parts = [
        word(
            "chart.gantt.part.critical" if item.critical else "chart.gantt.part",
            language,
            name=f"{item.code}. {item.name}",
            start=writer.number(item.start),
            finish=writer.number(item.finish),
        )
        for item in section.activities
    ]
    return Picture(
        "gantt",
        word("chart.gantt", language),
        word("chart.gantt.alt", language, parts=alternative(parts, language)),
        lambda width: _draw_gantt(writer, section, width),
    )


def _draw_gantt(writer: Writer, section: Initiative, width: float) -> Figure:
    found = section.activities
    figure, axes = sheet(width, 2.6 + 0.66 * len(found))
    critical, free = LOOKS[5].colour, LOOKS[0].colour
    for place, item in enumerate(found):
        _activity(axes, place, item, critical if item.critical else free)
    names = [wrapped(f"{item.code}. {item.name}", letters(width)) for item in found]
    axes.set_yticks(range(len(found)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(found) - 0.4, -0.6)
    last = max([section.horizon, section.months, *(item.finish + item.slack for item in found)])
    axes.set_xlim(0, last * 1.03 or 1)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.set_xlabel(word("chart.gantt.x", writer.language))
    scale(axes.xaxis, writer.language)
    keys: list[Any] = [
        Patch(facecolor=critical, hatch="////", edgecolor="white", label="critical"),
        Patch(facecolor=free, label="free"),
        Patch(facecolor="none", edgecolor=SECONDARY, linestyle="--", label="slack"),
    ]
    names = [word(f"chart.gantt.{key.get_label()}", writer.language) for key in keys]
    if section.horizon:
        keys.append(axes.axvline(section.horizon, color=INK, linestyle=(0, (5, 3)), linewidth=1.1))
        names.append(word("chart.gantt.horizon", writer.language))
    figure.legend(keys, names, loc="outside lower center", ncols=4 if width > 14 else 2)  # noqa: PLR2004
    return figure


def _activity(axes: Axes, place: int, item: PlannedActivity, colour: str) -> None:
    axes.barh(
        place,
        item.finish - item.start,
        left=item.start,
        height=0.56,
        color=colour,
        hatch="////" if item.critical else "",
        edgecolor="white",
        linewidth=0.5,
    )
    if item.slack:
        axes.barh(
            place,
            item.slack,
            left=item.finish,
            height=0.56,
            facecolor="none",
            edgecolor=SECONDARY,
            linestyle="--",
            linewidth=0.8,
        )


def _payers(writer: Writer, section: Initiative) -> Picture:
    language = writer.language
    shares: dict[str, dict[str, float]] = {payer: {} for payer in section.payers}
    for cost in section.costs:
        held = shares.setdefault(cost.payer, {})
        held[cost.line] = held.get(cost.line, 0) + cost.quantity * cost.unit_cost
    for payer, total in section.payers.items():
        reserve = total - sum(shares[payer].values())
        if reserve > 1:
            shares[payer]["reserve"] = reserve
    names = {payer: writer.t(f"initiative.payer.{payer}") for payer in shares}
    lines = {
        line: word("chart.payers.reserve", language)
        if line == "reserve"
        else writer.t(f"initiative.line.{line}")
        for line in _LINES
    }
    parts = [
        word(
            "chart.payers.part",
            language,
            payer=names[payer],
            total=writer.money(sum(found.values())),
            lines=", ".join(f"{lines[line]} {writer.money(part)}" for line, part in found.items()),
        )
        for payer, found in shares.items()
    ]
    alt = word("chart.bars", language, parts=alternative(parts, language))

    def draw(width: float) -> Figure:
        return _draw_payers(writer, (shares, names, lines), width)

    return Picture("payers", word("chart.payers", language), alt, draw)


def _draw_payers(
    writer: Writer,
    data: tuple[dict[str, dict[str, float]], dict[str, str], dict[str, str]],
    width: float,
) -> Figure:
    shares, names, lines = data
    figure, axes = sheet(width, 3.2 + 0.9 * len(shares))
    ends = [0.0] * len(shares)
    for line, look in zip(_LINES, LOOKS, strict=True):
        parts = [found.get(line, 0.0) for found in shares.values()]
        if not any(parts):
            continue
        axes.barh(
            range(len(shares)),
            parts,
            left=ends,
            height=0.56,
            color=look.colour,
            hatch=look.hatch,
            edgecolor="white" if not look.hatch else INK,
            linewidth=0.5,
            label=lines[line],
        )
        ends = [end + part for end, part in zip(ends, parts, strict=True)]
    for place, end in enumerate(ends):
        axes.annotate(
            writer.money(end),
            (end, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    labels = [wrapped(name, letters(width)) for name in names.values()]
    axes.set_yticks(range(len(shares)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, max(ends) * 1.2 or 1)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    euros(axes.xaxis, writer.language)
    figure.legend(loc="outside lower center", ncols=4 if width > 14 else 3)  # noqa: PLR2004
    return figure
