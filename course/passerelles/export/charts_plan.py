"""Charts of what is chosen and followed: the sectors, and progress towards the targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matplotlib.figure import Figure

from passerelles.dossier.sections_initiatives import Sectors
from passerelles.dossier.sections_monitoring import Light, MonitoringPlan
from passerelles.export.charts_people import SCORE, bar_alt
from passerelles.export.model import Picture
from passerelles.export.pictures import INK, LOOKS, Look, bars, scale
from passerelles.export.words import word
from passerelles.portal.dossier_writer import Writer
from passerelles_widgets.simulators.palette import GREEN, GREY, ORANGE, VERMILION

_LIGHTS: Final[dict[Light, Look]] = {
    "green": Look(GREEN, "", "o"),
    "amber": Look(ORANGE, "////", "D"),
    "red": Look(VERMILION, "xxxx", "X"),
    "grey": Look(GREY, "....", "s"),
}
_FARTHEST: Final = 1.5
"""Progress past one and a half times the way is drawn there, and written as it is."""


def sectors(writer: Writer, section: Sectors) -> Iterator[Picture]:
    """Draw the mutual interest of each sector: kept, to be discussed, or neither."""
    looks = {"chosen": LOOKS[0], "flagged": LOOKS[1], "other": Look("#d5d9df", "", "o")}
    kinds = [
        "chosen" if item.sector in section.chosen else "flagged" if item.flagged else "other"
        for item in section.ranked
    ]
    labels = [writer.item("sectors", item.sector) for item in section.ranked]
    written = [
        f"{writer.number(item.mutual, 1)}{_note(writer, kind)}"
        for item, kind in zip(section.ranked, kinds, strict=True)
    ]
    values = [item.mutual for item in section.ranked]

    def draw(width: float) -> Figure:
        chosen = [looks[kind] for kind in kinds]
        return bars(
            width, labels, values, written, writer.language, looks=chosen, high=SCORE * 1.25
        )[0]

    if labels:
        title = word("chart.sectors", writer.language)
        yield Picture("sectors", title, bar_alt(writer, labels, written), draw)


def _note(writer: Writer, kind: str) -> str:
    return "" if kind == "other" else f" ({word(f'chart.sectors.{kind}', writer.language)})"


def monitoring(writer: Writer, section: MonitoringPlan) -> Iterator[Picture]:
    """Draw how far each indicator has come, once one has been read, with its light in a word."""
    found = section.indicators
    labels = [f"{item.name} ({item.group})" if item.group else item.name for item in found]
    written = [
        word("chart.progress.none", writer.language)
        if item.progress is None
        else f"{writer.percent(item.progress)} ({writer.t(f'monitoring-plan.light.{item.light}')})"
        for item in found
    ]
    values = [min(max(item.progress or 0, -0.5), _FARTHEST) * 100 for item in found]

    def draw(width: float) -> Figure:
        looks = [_LIGHTS[item.light] for item in found]
        figure, axes = bars(
            width, labels, values, written, writer.language, looks=looks, high=_FARTHEST * 100
        )
        axes.axvline(100, color=INK, linewidth=1, linestyle=(0, (5, 3)))
        axes.set_xlabel(word("chart.progress.x", writer.language))
        scale(axes.xaxis, writer.language, 0, "\u00a0%" if writer.language == "fr" else "%")
        return figure

    if any(item.progress is not None for item in found):
        title = word("chart.progress", writer.language)
        yield Picture("progress", title, bar_alt(writer, labels, written), draw)
