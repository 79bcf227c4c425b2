"""The profile's three figures: what each family is worth, how old figures are, their values."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import (
    axis,
    bar,
    layout,
    marker,
    percent_axis,
    plain,
    wrapped,
)
from passerelles_widgets.simulators.palette import OUTLINE, style
from passerelles_widgets.simulators.profile.families import FAMILIES, QUALITIES, STATES, Entry
from passerelles_widgets.simulators.profile.model import Result
from passerelles_widgets.simulators.profile.notes import family_label

_WIDTH: Final = 24
_APART: Final = "\u200b"  # a space without width


def profile(result: Result, texts: Texts) -> Figure:
    """Return the worth of the ten families, each in the look of its state."""
    language = texts.language
    labels = [texts[f"short_{name}"] for name in FAMILIES]
    spec = {
        "data": [_worths(result, state, texts) for state in STATES],
        "layout": layout(
            language,
            460,
            barmode="overlay",
            showlegend=True,
            xaxis=percent_axis(language, texts["worth_axis"]) | {"range": [0, 1.25]},
            yaxis=axis(
                type="category",
                autorange="reversed",
                categoryorder="array",
                categoryarray=labels,
            ),
            shapes=[_line(result.sound_from)],
        ),
    }
    parts = [
        texts["profile_part"].format(
            family=family_label(family.id, texts),
            worth=percent(family.worth, language),
            state=texts[family.state],
        )
        for family in result.families
    ]
    title = texts["profile_title"]
    headings = (
        Heading(texts.labels["shown"]),
        Heading(texts["worth"], "percent", 0),
        Heading(texts["state"]),
        Heading(texts["count"], "number", 0),
        Heading(texts["latest"]),
        Heading(texts.labels["figures/quality"]),
        Heading(texts["lacking"]),
    )
    rows = tuple(
        (
            family_label(family.id, texts),
            family.worth,
            texts[family.state],
            len(family.entries),
            str(family.latest or texts["none"]),
            texts.labels[f"figures/quality/{family.quality}"] if family.quality else texts["none"],
            breakdowns(family.lacking, texts),
        )
        for family in result.families
    )
    alt = texts["profile_alt"].format(parts=" ".join(parts))
    return Figure("profile", title, spec, alt, Table("profile", title, headings, rows))


def breakdowns(parts: tuple[str, ...], texts: Texts) -> str:
    """Enumerate breakdowns as words."""
    return (
        enumeration([texts.labels[f"wanted/{part}"] for part in parts], texts.language)
        or (texts["none"])
    )


def _worths(result: Result, state: str, texts: Texts) -> dict[str, Any]:
    own = result.in_state(state)
    return {
        "type": "bar",
        "orientation": "h",
        "name": texts[state],
        "y": [texts[f"short_{family.id}"] for family in own],
        "x": [family.worth for family in own],
        "text": [percent(family.worth, texts.language) for family in own],
        "textposition": "outside",
        "marker": bar(style(STATES.index(state))),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _line(at: float) -> dict[str, Any]:
    line = {"color": OUTLINE, "width": 2, "dash": "dash"}
    place = {"xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1}
    return {"type": "line", "line": line, **place}


def ages(result: Result, texts: Texts) -> Figure:
    """Return every figure at its year, one symbol for each quality."""
    labels = [texts[f"short_{name}"] for name in FAMILIES]
    spec = {
        "data": [_points(result, quality, texts) for quality in QUALITIES],
        "layout": layout(
            texts.language,
            460,
            showlegend=True,
            xaxis=axis("", tickformat="d", nticks=6),
            yaxis=axis(
                type="category",
                categoryorder="array",
                categoryarray=labels,
                range=[9.5, -0.5],  # all ten families, empty ones included, the first on top
            ),
            shapes=[_line(result.fresh_from)],
        ),
    }
    said = [texts["ages_part"].format(label=item.label, year=item.year) for item in result.entries]
    title = texts["ages_title"]
    alt = texts["ages_alt"].format(parts=" ".join(said) or texts["ages_none"])
    return Figure("ages", title, spec, alt, everything(result, texts))


def _points(result: Result, quality: str, texts: Texts) -> dict[str, Any]:
    own = result.of_quality(quality)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": texts.labels[f"figures/quality/{quality}"],
        "x": [item.year for item in own],
        "y": [texts[f"short_{item.family}"] for item in own],
        "hovertext": [f"{plain(item.label)}<br>{item.year}" for item in own],
        "hoverinfo": "text",
        "marker": marker(style(QUALITIES.index(quality)), 13),
    }


def everything(result: Result, texts: Texts) -> Table:
    """Return all figures as they were entered."""
    names = ("family", "label", "value", "unit", "year", "source", "quality")
    headings = (
        *(Heading(texts.labels[f"figures/{name}"], _format(name)) for name in names),
        Heading(texts["breakdown"]),
    )
    rows = tuple(
        (
            family_label(item.family, texts),
            item.label,
            item.value,
            item.unit,
            str(item.year),
            item.source or texts["none"],
            texts.labels[f"figures/quality/{item.quality}"],
            breakdowns(item.breakdown, texts),
        )
        for item in result.entries
    )
    return Table("figures", texts["all_title"], headings, rows)


def _format(name: str) -> Any:
    return "number" if name == "value" else "text"


def values(result: Result, texts: Texts) -> Figure:
    """Return the figures of the family chosen that share a unit."""
    shown = result.drawn
    written = [_value(item, texts) for item in shown]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                # Two figures of one label keep a bar each.
                "y": [
                    wrapped(item.label, _WIDTH) + _APART * index for index, item in enumerate(shown)
                ],
                "x": [item.value for item in shown],
                "text": [number(item.value, texts.language) for item in shown],
                "textposition": "auto",
                "marker": {**bar(style(0)), "pattern": {"shape": ""}},
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            texts.language,
            90 + 44 * max(len(shown), 2),
            xaxis=axis(result.unit, rangemode="tozero", tickformat=",~f", nticks=4, tickangle=0),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["values_part"].format(label=item.label, value=value)
        for item, value in zip(shown, written, strict=True)
    ]
    title = texts["values_title"].format(family=family_label(result.shown, texts))
    alt = texts["values_alt"].format(parts=" ".join(parts)) if parts else texts["values_none"]
    headings = (
        Heading(texts.labels["figures/label"]),
        Heading(texts.labels["figures/value"], "number"),
        Heading(texts.labels["figures/unit"]),
        Heading(texts.labels["figures/year"]),
    )
    rows = tuple((item.label, item.value, item.unit, str(item.year)) for item in shown)
    return Figure("values", title, spec, alt, Table("values", title, headings, rows))


def _value(item: Entry, texts: Texts) -> str:
    """Write a value with its unit, if it has one."""
    value = number(item.value, texts.language)
    if not item.unit:
        return value
    if item.unit == "%" and texts.language == "en":
        return f"{value}%"
    return texts["with_unit"].format(value=value, unit=item.unit)
