"""The agreement's two figures: the state of each element, and what each action lacks."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.agreement.model import PARTS, Action, Element, Rating, Result
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, layout, wrapped
from passerelles_widgets.simulators.palette import GREEN, ORANGE, OUTLINE, VERMILION

_RATINGS: Final[tuple[Rating, ...]] = ("empty", "thin", "complete")
_LOOKS: Final = {
    "empty": (VERMILION, "x"),
    "thin": (ORANGE, "diamond"),
    "complete": (GREEN, "circle"),
}
_LABEL_WIDTH: Final = 22
_ROOM: Final = 80  # pixels for axis and legend
_ROW: Final = 34  # pixels for each element or action


def label(element: Element, result: Result, texts: Texts) -> str:
    """Return an element's name in the list of its form."""
    kind = "revised" if result.form == "revision" else "new"
    return texts[f"{kind}_{element.id}"]


def states(result: Result, texts: Texts) -> Figure:
    """Return the elements of the agreement, empty, thin or complete."""
    names = [label(element, result, texts) for element in result.elements]
    labels = [wrapped(name, _LABEL_WIDTH) for name in names]
    columns = [texts[f"rating_{rating}"] for rating in _RATINGS]
    spec: dict[str, Any] = {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": texts[f"rating_{rating}"],
                "x": [
                    texts[f"rating_{rating}"] for item in result.elements if item.rating == rating
                ],
                "y": [
                    place
                    for place, item in zip(labels, result.elements, strict=True)
                    if item.rating == rating
                ],
                "marker": _mark(*_LOOKS[rating]),
                "hoverinfo": "y",
                "cliponaxis": False,
            }
            for rating in _RATINGS
        ],
        "layout": layout(
            texts.language,
            _ROOM + _ROW * len(labels),
            xaxis=axis(
                type="category",
                side="top",
                categoryorder="array",
                categoryarray=columns,
                range=[-0.5, 2.5],
            ),
            yaxis=_rows(labels),
        ),
    }
    title = texts["states_title"]
    headings = tuple(Heading(texts[key]) for key in ("element", "state", "lacking", "text"))
    rows = tuple(
        (
            name,
            texts[f"rating_{element.rating}"],
            lacking(element, result, texts),
            element.text or texts["nothing"],
        )
        for name, element in zip(names, result.elements, strict=True)
    )
    parts = [
        texts["states_part"].format(element=name, state=texts[f"rating_{element.rating}"])
        for name, element in zip(names, result.elements, strict=True)
    ]
    alt = texts["states_alt"].format(parts=" ".join(parts))
    return Figure("states", title, spec, alt, Table("states", title, headings, rows))


def lacking(element: Element, result: Result, texts: Texts) -> str:
    """Say which signs an element's text does not carry, or which actions do not measure."""
    if element.field == "actions":
        if not result.actions:
            return texts["lack_action"]
        poor = sum(1 for action in result.actions if action.lacks)
        return texts["lack_measurable"].format(count=poor) if poor else texts["nothing"]
    lacks = [texts[f"sign_{sign}"] for sign in element.lacks]
    return enumeration(lacks, texts.language) or texts["nothing"]


def measures(result: Result, texts: Texts) -> Figure:
    """Return what each action has of an indicator, a quantity, a date and somebody in charge."""
    names = [f"{row}. {item.action}" for row, item in enumerate(result.actions, start=1)]
    labels = [wrapped(name, _LABEL_WIDTH) for name in names]
    columns = [texts[f"part_{part}"] for part in PARTS]
    spec: dict[str, Any] = {
        "data": [_cells(result.actions, labels, columns, held, texts) for held in (True, False)],
        "layout": layout(
            texts.language,
            _ROOM + (_ROW + 10) * max(len(labels), 2),
            xaxis=axis(
                type="category",
                side="top",
                categoryorder="array",
                categoryarray=columns,
                range=[-0.5, len(PARTS) - 0.5],
            ),
            yaxis=_rows(labels),
        ),
    }
    title = texts["measures_title"]
    headings = (
        Heading(texts["action"]),
        *(Heading(column) for column in columns),
        Heading(texts["measurable"]),
    )
    rows = tuple(
        (
            item.action,
            item.indicator or texts["nothing"],
            number(item.quantity, texts.language) if item.quantity > 0 else texts["nothing"],
            item.date or texts["nothing"],
            item.who or texts["nothing"],
            texts["said_no" if item.lacks else "said_yes"],
        )
        for item in result.actions
    )
    parts = [
        texts["measures_part" if item.lacks else "measures_whole"].format(
            action=item.action, missing=wanted(item, texts)
        )
        for item in result.actions
    ]
    alt = texts["measures_alt"].format(parts=" ".join(parts)) if parts else texts["measures_none"]
    return Figure("measures", title, spec, alt, Table("measures", title, headings, rows))


def wanted(action: Action, texts: Texts) -> str:
    """Name what an action lacks, with articles, for a sentence."""
    return enumeration([texts[f"lack_{part}"] for part in action.lacks], texts.language)


def _cells(
    actions: tuple[Action, ...], labels: list[str], columns: list[str], held: bool, texts: Texts
) -> dict[str, Any]:
    found = [
        (column, place)
        for action, place in zip(actions, labels, strict=True)
        for part, column in zip(PARTS, columns, strict=True)
        if (part not in action.lacks) is held
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": texts["held" if held else "lacking"],
        "x": [column for column, _ in found],
        "y": [place for _, place in found],
        "marker": _mark(*_LOOKS["complete" if held else "empty"]),
        "hoverinfo": "x+y",
        "cliponaxis": False,
    }


def _mark(colour: str, symbol: str) -> dict[str, Any]:
    return {
        "color": colour,
        "symbol": symbol,
        "size": 15,
        "line": {"color": OUTLINE, "width": 1},
    }


def _rows(labels: list[str]) -> dict[str, Any]:
    return axis(type="category", autorange="reversed", categoryorder="array", categoryarray=labels)
