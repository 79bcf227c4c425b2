"""Charts of people and places: corridors, needs, stakeholders, seats, the partner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from passerelles.dossier.sections import Group, Mechanisms, Partner, Stakeholders
from passerelles.dossier.sections_needs import Needs
from passerelles.dossier.sections_places import Corridors
from passerelles.export.model import Picture
from passerelles.export.pictures import LINES, LOOKS, SECONDARY, alternative, bars, sheet, wrapped
from passerelles.export.words import word
from passerelles.portal.dossier_writer import Writer

SCORE: Final = 10
_HALF: Final = 5
_NAMED: Final = 24
"""Stakeholders named beside the grid; past that the table's row numbers stand alone."""

_STRATEGIES: Final = (
    ("keep-satisfied", 0.15, 9.85, "left", "top"),
    ("manage-closely", 9.85, 9.85, "right", "top"),
    ("monitor", 0.15, 0.15, "left", "bottom"),
    ("keep-informed", 9.85, 0.15, "right", "bottom"),
)


def bar_alt(writer: Writer, labels: list[str], written: list[str]) -> str:
    """Say a bar chart in words."""
    language = writer.language
    parts = [
        word("chart.pair", language, label=label, value=value)
        for label, value in zip(labels, written, strict=True)
    ]
    return word("chart.bars", language, parts=alternative(parts, language))


def bar_picture(
    writer: Writer,
    chart_id: str,
    title: str,
    rows: list[tuple[str, float, str]],
    high: float | None = None,
) -> Picture:
    """Return a bar chart of (label, value, value as written)."""
    labels, written = [row[0] for row in rows], [row[2] for row in rows]
    values = [row[1] for row in rows]

    def draw(width: float) -> Figure:
        return bars(width, labels, values, written, writer.language, high=high)[0]

    return Picture(chart_id, title, bar_alt(writer, labels, written), draw)


def corridors(writer: Writer, section: Corridors) -> Iterator[Picture]:
    """Draw how many people are linked with each place, where that is known."""
    rows = [
        (item.name, float(item.people), writer.number(item.people))
        for item in section.items
        if item.people
    ]
    if rows:
        yield bar_picture(writer, "corridors", word("chart.corridors", writer.language), rows)


def needs(writer: Writer, section: Needs) -> Iterator[Picture]:
    """Draw the priority of each need."""
    found = sorted(section.items, key=lambda need: -need.priority)
    rows = [(need.name, need.priority, writer.number(need.priority)) for need in found]
    if rows:
        yield bar_picture(writer, "needs", word("chart.needs", writer.language), rows, SCORE)


def mechanisms(writer: Writer, section: Mechanisms) -> Iterator[Picture]:
    """Draw the seats of each group."""
    rows = [
        (writer.item("stakeholder-groups", group), float(seats), writer.number(seats))
        for group, seats in section.seats.items()
    ]
    if rows:
        yield bar_picture(writer, "seats", word("chart.seats", writer.language), rows)


def partner(writer: Writer, section: Partner) -> Iterator[Picture]:
    """Draw the partner's scores."""
    rows = [
        (writer.item("partner-criteria", name), score, writer.number(score))
        for name, score in section.scores.items()
    ]
    title = word(
        "chart.scores",
        writer.language,
        name=section.name,
        acceptability=writer.percent(section.rank_acceptability),
    )
    if rows:
        yield bar_picture(writer, "partner", title, rows, SCORE)


def stakeholders(writer: Writer, section: Stakeholders) -> Iterator[Picture]:
    """Draw the power–interest grid (Mendelow's matrix), one marker a group."""
    if not section.items:
        return
    language = writer.language
    parts = [
        word(
            "chart.power.point",
            language,
            name=item.name,
            power=writer.number(item.power),
            interest=writer.number(item.interest),
        )
        for item in section.items
    ]
    yield Picture(
        "power-interest",
        word("chart.power", language),
        word("chart.power.alt", language, parts=alternative(parts, language)),
        lambda width: _grid(writer, section, width),
    )


def _grid(writer: Writer, section: Stakeholders, width: float) -> Figure:
    figure, axes = sheet(width, max(width * 0.58, 8), side=0.72)
    beside = figure.axes[1]
    looks = dict(zip(get_args(Group), LOOKS, strict=False))
    for group, look in looks.items():
        found = [item for item in section.items if item.group == group]
        if found:
            axes.scatter(
                [item.interest for item in found],
                [item.power for item in found],
                s=46,
                c=look.colour,
                marker=look.marker,
                edgecolors="white",
                linewidths=0.6,
                label=wrapped(writer.item("stakeholder-groups", group), 34),
                zorder=3,
                clip_on=False,
            )
    _numbers(axes, section)
    _quadrants(writer, axes)
    handles, labels = axes.get_legend_handles_labels()
    beside.legend(handles, labels, loc="upper left", borderpad=0, borderaxespad=0, labelspacing=0.6)
    names = [
        f"{place}. {wrapped(item.name, max(22, round(width * 2.4)), 1)}"
        for place, item in enumerate(section.items, start=1)
    ]
    if len(names) > _NAMED:
        names = [wrapped(word("chart.numbers", writer.language), 32)]
    beside.text(0, 0, "\n".join(names), va="bottom", fontsize=7, linespacing=1.4)
    return figure


def _numbers(axes: Axes, section: Stakeholders) -> None:
    """Write the rows' numbers beside the points; those at one place share a label."""
    places: dict[tuple[float, float], list[str]] = {}
    for number, item in enumerate(section.items, start=1):
        places.setdefault((item.interest, item.power), []).append(str(number))
    for (interest, power), numbers in places.items():
        shown = ", ".join(numbers[:4]) + ("…" if len(numbers) > 4 else "")  # noqa: PLR2004
        axes.annotate(
            shown,
            (interest, power),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize=7.5,
            weight="bold",
            zorder=4,
        )


def _quadrants(writer: Writer, axes: Axes) -> None:
    axes.axhline(_HALF, color=SECONDARY, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.axvline(_HALF, color=SECONDARY, linewidth=0.8, linestyle=(0, (4, 3)))
    for name, x, y, across, up in _STRATEGIES:
        axes.text(
            x, y, writer.t(f"strategy.{name}"), ha=across, va=up, fontsize=7.5, color=SECONDARY
        )
    axes.set_xlim(0, SCORE)
    axes.set_ylim(0, SCORE)
    axes.set_facecolor("#fdfcfa")
    axes.grid(color=LINES, linewidth=0.4)
    axes.set_xlabel(word("chart.power.x", writer.language))
    axes.set_ylabel(word("chart.power.y", writer.language))
