"""Colours and marks of every chart: Okabe–Ito, and never colour alone.

Okabe and Ito's eight colours stay apart for colour-blind readers (Color
Universal Design, 2008). Each comes with a marker symbol, a dash and a bar
pattern of its own, so that a chart printed in grey still reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
GREY: Final = "#7F7F7F"  # in the place of black, which a dark scheme would swallow
YELLOW: Final = "#F0E442"

OUTLINE: Final = "#6B7280"  # 4.6:1 on paper, 3.4:1 on the dark scheme: gives pale colours an edge
GRID: Final = "rgba(127,127,127,0.25)"
CLEAR: Final = "rgba(0,0,0,0)"


@dataclass(frozen=True, slots=True)
class Style:
    """How one series is told from the others: colour, marker, dash and pattern together."""

    colour: str
    symbol: str
    dash: str
    pattern: str


STYLES: Final = (
    Style(BLUE, "circle", "solid", ""),
    Style(VERMILION, "square", "dash", "/"),
    Style(GREEN, "diamond", "dot", "x"),
    Style(PURPLE, "triangle-up", "dashdot", "\\"),
    Style(ORANGE, "star", "longdash", "-"),
    Style(SKY, "hexagon", "longdashdot", "|"),
    Style(GREY, "cross", "5px 2px", "+"),
    Style(YELLOW, "triangle-down", "2px 2px", "."),
)


def style(index: int) -> Style:
    """Return the style of the series at `index`; after the eighth they come round again."""
    return STYLES[index % len(STYLES)]
