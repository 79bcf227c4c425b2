"""The lens's two figures: the three boxes of each target, and which power serves which target."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, layout, marker, wrapped
from passerelles_widgets.simulators.palette import GREEN, OUTLINE, STYLES
from passerelles_widgets.simulators.sdg_lens.model import Box, Held, Lens, Result
from passerelles_widgets.simulators.sdg_lens.targets import DIRECT

_BOXES: Final[tuple[Box, ...]] = ("power", "action", "measure")
_HELD: Final[tuple[Held, ...]] = ("own", "shared", "none")
_LABEL_WIDTH: Final = 20
_ROOM: Final = 90  # pixels for legend and axis
_ROW: Final = 40  # pixels for each target or power


def named(lens: Lens, texts: Texts) -> str:
    """Return a target's number with its name; an indirect one has only its number."""
    return texts.labels.get(f"cited/{lens.target}", lens.target)


def boxes(result: Result, texts: Texts) -> Figure:
    """Return the grid of cited targets by boxes, filled or empty."""
    lenses = result.cited
    labels = [wrapped(named(lens, texts), _LABEL_WIDTH) for lens in lenses]
    names = [texts[f"box_{box}"] for box in _BOXES]
    spec: dict[str, Any] = {
        "data": [_cells(lenses, labels, filled, texts) for filled in (True, False)],
        "layout": layout(
            texts.language,
            _ROOM + _ROW * max(len(labels), 2),
            showlegend=True,
            xaxis=axis(type="category", side="top", categoryorder="array", categoryarray=names),
            yaxis=_rows(labels),
        ),
    }
    spec["layout"]["legend"] |= {"y": -0.02, "yanchor": "top"}
    title = texts["boxes_title"]
    headings = (
        Heading(texts["target"]),
        *(Heading(name) for name in names),
        Heading(texts["claim"]),
    )
    rows = tuple(
        (
            named(lens, texts),
            *(texts["filled" if lens.filled(box) else "empty"] for box in _BOXES),
            texts[f"claim_{lens.claim}"],
        )
        for lens in lenses
    )
    parts = [
        texts["boxes_part"].format(target=named(lens, texts), claim=texts[f"claim_{lens.claim}"])
        for lens in lenses
    ]
    alt = texts["boxes_alt"].format(parts=" ".join(parts)) if parts else texts["boxes_none"]
    return Figure("boxes", title, spec, alt, Table("boxes", title, headings, rows))


def _cells(
    lenses: tuple[Lens, ...], labels: list[str], filled: bool, texts: Texts
) -> dict[str, Any]:
    found = [
        (texts[f"box_{box}"], label)
        for lens, label in zip(lenses, labels, strict=True)
        for box in _BOXES
        if lens.filled(box) is filled
    ]
    look = {"color": GREEN, "symbol": "square", "size": 22, "line": {"color": OUTLINE, "width": 1}}
    if not filled:
        look |= {"color": "rgba(0,0,0,0)", "symbol": "square-open"}
        look["line"] = {"color": OUTLINE, "width": 2}
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": texts["filled" if filled else "empty"],
        "x": [box for box, _ in found],
        "y": [label for _, label in found],
        "text": ["✓" if filled else ""] * len(found),
        "textfont": {"color": "#000000"},
        "marker": look,
        "hovertext": [f"{label}<br>{box}" for box, label in found],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def powers(result: Result, texts: Texts) -> Figure:
    """Return which of the territory's powers serves which direct target."""
    items = result.competences
    labels = [
        wrapped(f"{row}. {item.name}", _LABEL_WIDTH) for row, item in enumerate(items, start=1)
    ]
    spec: dict[str, Any] = {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": texts[f"held_{held}"],
                "x": [target for item in items if item.held == held for target in item.targets],
                "y": [
                    label
                    for item, label in zip(items, labels, strict=True)
                    if item.held == held
                    for _ in item.targets
                ],
                "marker": marker(STYLES[index], 14),
                "hoverinfo": "x+y",
                "cliponaxis": False,
            }
            for index, held in enumerate(_HELD)
        ],
        "layout": layout(
            texts.language,
            _ROOM + _ROW * max(len(labels), 2),
            showlegend=True,
            xaxis=axis(
                type="category",
                side="top",
                categoryorder="array",
                categoryarray=list(DIRECT),
                range=[-0.5, len(DIRECT) - 0.5],
            ),
            yaxis=_rows(labels),
        ),
    }
    spec["layout"]["legend"] |= {"y": -0.02, "yanchor": "top"}
    title = texts["powers_title"]
    headings = tuple(Heading(texts[key]) for key in ("power", "held", "targets"))
    rows = tuple(
        (
            item.name,
            texts[f"held_{item.held}"],
            enumeration(item.targets, texts.language) or texts["nothing"],
        )
        for item in items
    )
    parts = [
        texts["powers_part"].format(
            name=item.name,
            held=texts[f"held_{item.held}"],
            targets=enumeration(item.targets, texts.language) or texts["nothing"],
        )
        for item in items
    ]
    alt = texts["powers_alt"].format(parts=" ".join(parts)) if parts else texts["powers_none"]
    return Figure("powers", title, spec, alt, Table("powers", title, headings, rows))


def _rows(labels: list[str]) -> dict[str, Any]:
    return axis(type="category", autorange="reversed", categoryorder="array", categoryarray=labels)
