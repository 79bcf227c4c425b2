"""What every figure specification shares: layout, axes and safe labels.

Backgrounds are transparent and fonts inherited, so a chart takes the page's
look, light or dark; margins leave room for the data at 360 px.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from passerelles.library.text import Language, percent
from passerelles_widgets.simulators.palette import CLEAR, GRID, OUTLINE, Style

_QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_MARGIN: Final = {"l": 8, "r": 12, "t": 8, "b": 40, "pad": 2}


def layout(language: Language, height: int, **more: Any) -> dict[str, Any]:
    """Return a layout `height` pixels high, as wide as its box; `more` is added or replaces."""
    return {
        "autosize": True,
        "height": height,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": "inherit", "size": 14},
        "separators": ",\u202f" if language == "fr" else ".,",
        "margin": dict(_MARGIN),
        "hovermode": "closest",
        "showlegend": False,
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        **more,
    }


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """Return an axis: light grid, room made for its labels, fixed (a phone scrolls past it)."""
    made: dict[str, Any] = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": GRID,
        "zerolinecolor": OUTLINE,
    }
    if title:
        made["title"] = {"text": plain(title), "standoff": 6}
    return made | more


def percent_axis(
    language: Language, title: str = "", ticks: Sequence[float] = _QUARTERS, **more: Any
) -> dict[str, Any]:
    """Return an axis of shares from 0 to 1, its ticks written as `language` writes percentages."""
    made: dict[str, Any] = {
        "range": [0, 1.02],
        "tickvals": list(ticks),
        "ticktext": [percent(tick, language) for tick in ticks],
    }
    return axis(title, **(made | more))


def marker(style: Style, size: int = 12) -> dict[str, Any]:
    """Return a scatter marker in a series' style, with an edge that pale colours need."""
    return {
        "color": style.colour,
        "symbol": style.symbol,
        "size": size,
        "line": {"color": OUTLINE, "width": 1},
    }


def bar(style: Style) -> dict[str, Any]:
    """Return a bar's marker in a series' style: colour and pattern, with an edge."""
    return {
        "color": style.colour,
        "pattern": {
            "shape": style.pattern,
            "fillmode": "overlay",
            "fgcolor": "#FFFFFF",
            "fgopacity": 0.7,
            "size": 7,
            "solidity": 0.25,
        },
        "line": {"color": OUTLINE, "width": 1},
    }


def plain(text: str) -> str:
    """Escape a label: plotly reads a few HTML tags, and names come from anybody's link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(text: str, width: int = 22) -> str:
    """Escape a label and break it into lines of about `width` characters."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(plain(line) for line in lines)
