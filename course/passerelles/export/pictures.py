"""What every chart shares: paper, type, colours that never stand alone, and how it is written.

Drawn with matplotlib's own objects, never with pyplot, whose state is global. Texts are never
read as formulas (`text.parse_math`), so a name may hold a dollar sign. The same chart gives
the same bytes: no date, no program's name, a fixed salt for the ids of SVG.
"""

from __future__ import annotations

import io
import logging
import textwrap
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from passerelles.export.model import Picture, clean
from passerelles.export.words import word
from passerelles.library.text import Language, money, number
from passerelles_widgets.simulators.palette import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
)

logging.getLogger("matplotlib").setLevel(logging.ERROR)

INK: Final = "#1d2430"
SECONDARY: Final = "#55606e"
LINES: Final = "#dcd8cf"
_CENTIMETRE: Final = 1 / 2.54
_DPI: Final = 200
_ALT_PARTS: Final = 25

_STYLE: Final[Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: there on every machine
    "font.size": 8,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": SECONDARY,
    "axes.labelcolor": SECONDARY,
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": SECONDARY,
    "ytick.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "grid.color": LINES,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.dpi": _DPI,
    "svg.fonttype": "path",
    "svg.hashsalt": "passerelles",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A colour with the hatching and the marker that tell it apart without colour."""

    colour: str
    hatch: str
    marker: str


LOOKS: Final = (
    Look(BLUE, "", "o"),
    Look(ORANGE, "////", "s"),
    Look(GREEN, "....", "D"),
    Look(PURPLE, "xxxx", "^"),
    Look(SKY, "\\\\\\\\", "v"),
    Look(VERMILION, "----", "P"),
    Look(YELLOW, "++++", "X"),
)


def sheet(width: float, height: float, side: float = 0) -> tuple[Figure, Axes]:
    """Return a figure of `width` by `height` centimetres and its axes.

    `side`, a share of the axes' width, leaves room on the right: empty axes for a legend.
    """
    figure = Figure(figsize=(width * _CENTIMETRE, height * _CENTIMETRE))
    if not side:
        return figure, figure.add_subplot()
    axes, beside = figure.subplots(1, 2, width_ratios=[1, side])
    beside.axis("off")
    return figure, axes


def render(picture: Picture, width: float, kind: Literal["png", "svg"]) -> bytes:
    """Return the picture `width` centimetres wide, as a file's content."""
    out = io.BytesIO()
    metadata: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None}
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # A script the font does not know shows as boxes; the table below has the words.
        warnings.simplefilter("ignore", UserWarning)
        picture.draw(width).savefig(out, format=kind, metadata=metadata)
    return out.getvalue()


def wrapped(label: str, letters: int, lines: int = 2) -> str:
    """Return a label on a few lines of at most so many letters, cut with an ellipsis."""
    words = " ".join(clean(label).split())
    found = textwrap.wrap(words, letters, max_lines=lines, placeholder="…")
    return "\n".join(found) or "–"


def letters(width: float) -> int:
    """Return how many letters of a row's label leave room for the bars."""
    return max(16, round(width * 2.1))


def scale(axis: Any, language: Language, digits: int | None = None, suffix: str = "") -> None:
    """Write the numbers of an axis as the language does."""
    axis.set_major_locator(MaxNLocator(nbins=9, steps=[1, 2, 2.5, 5, 10], integer=True))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{number(value, language, digits)}{suffix}")
    )


def euros(axis: Any, language: Language) -> None:
    """Write the numbers of an axis as amounts."""
    axis.set_major_locator(MaxNLocator(nbins=6))
    axis.set_major_formatter(FuncFormatter(lambda value, _: money(value, language)))


def alternative(parts: Sequence[str], language: Language) -> str:
    """Join the parts of a chart said in words; past the twenty-fifth, only their number."""
    said = list(parts[:_ALT_PARTS])
    if len(parts) > _ALT_PARTS:
        said.append(word("chart.rest", language, count=len(parts) - _ALT_PARTS))
    return ("\u00a0; " if language == "fr" else "; ").join(said)


def bars(
    width: float,
    labels: Sequence[str],
    values: Sequence[float],
    written: Sequence[str],
    language: Language,
    *,
    looks: Sequence[Look] | None = None,
    high: float | None = None,
    xlabel: str = "",
) -> tuple[Figure, Axes]:
    """Draw horizontal bars, the first on top, each with its value written at its end."""
    count = max(len(labels), 1)
    figure, axes = sheet(width, 1.6 + 0.72 * count)
    places = range(len(labels))
    chosen = looks or [LOOKS[0]] * len(labels)
    for place, value, look in zip(places, values, chosen, strict=True):
        axes.barh(
            place,
            value,
            height=0.58,
            color=look.colour,
            hatch=look.hatch,
            edgecolor="white" if not look.hatch else INK,
            linewidth=0.5,
        )
    room = high if high is not None else max([*values, 0]) * 1.15 or 1
    low = min([*values, 0])
    for place, value, text in zip(places, values, written, strict=True):
        axes.annotate(
            text,
            (max(value, 0), place),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    axes.set_yticks(list(places), [wrapped(label, letters(width)) for label in labels])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(low * 1.1, room * 1.08)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.set_xlabel(xlabel)
    scale(axes.xaxis, language)
    return figure, axes
