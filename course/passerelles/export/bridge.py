"""The footbridge of seven planks between the two territories: the mark on the title page.

The same drawing as on the portal's pages (`passerelles.portal.footbridge`), on paper: a plank
is full when its step is complete, striped when begun, dotted when empty.
"""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from passerelles.dossier.schema import Dossier
from passerelles.export.model import Picture
from passerelles.export.words import word
from passerelles.library.text import Language
from passerelles.portal.footbridge import WIDTH, Bridge, draw

_INK: Final = "#3b4a6b"
_LAID: Final = {"complete": "#2f7d4f", "thin": "white", "empty": "white"}
_EDGE: Final = {"complete": "#2f7d4f", "thin": "#a65e1a", "empty": "#98a1b0"}
_HEIGHT: Final = 172
_PLANK: Final = (66, 15)


def mark(dossier: Dossier, language: Language) -> Picture:
    """Return the footbridge of a dossier."""
    found = draw(dossier, language)
    alt = word(
        "bridge.alt", language, home=found.home, partner=found.partner, summary=found.summary
    )
    return Picture("bridge", "", alt, lambda width: _draw(found, width))


def _draw(bridge: Bridge, width: float) -> Figure:
    figure = Figure(figsize=(width / 2.54, width * _HEIGHT / WIDTH / 2.54))
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(_HEIGHT, 0)
    axes.axis("off")
    for x, inward in ((0, 60), (WIDTH, WIDTH - 60)):
        corners = [(x, 92), (inward, 92), (inward, _HEIGHT), (x, _HEIGHT), (x, 92)]
        axes.add_patch(PathPatch(Path(corners), facecolor="#e8e4da", edgecolor="none"))
    for x in (56, WIDTH - 56):
        axes.plot([x, x], [40, 100], color=_INK, linewidth=3, solid_capstyle="round")
    points = [point.split(",") for point in bridge.cable.split()]
    axes.plot(
        [float(x) for x, _ in points], [float(y) for _, y in points], color=_INK, linewidth=1.6
    )
    for plank in bridge.planks:
        axes.plot([plank.x, plank.x], [plank.y - 34, plank.y], color=_INK, linewidth=0.8)
        axes.add_patch(
            FancyBboxPatch(
                (plank.x - _PLANK[0] / 2, plank.y),
                *_PLANK,
                boxstyle="round,pad=0,rounding_size=3",
                facecolor=_LAID[plank.state],
                edgecolor=_EDGE[plank.state],
                linewidth=1.2,
                linestyle=":" if plank.state == "empty" else "-",
                hatch="////" if plank.state == "thin" else None,
            )
        )
        axes.text(
            plank.x,
            plank.y + 36,
            str(plank.step),
            ha="center",
            va="baseline",
            fontsize=9,
            color=_INK,
        )
        if plank.here:
            axes.add_patch(Circle((plank.x, plank.y - 9), 5, color="#b23a48", zorder=4))
    return figure
