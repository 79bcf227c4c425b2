"""A simulator's parameters and results as what the panel and the charts show."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import Language
from passerelles_widgets.chart import Chart
from passerelles_widgets.simulators.base import Column, Figure, Parameter, SimulatorData, Table
from passerelles_widgets.simulators.values import new_cell
from passerelles_widgets.strings import string

_NARROW_COLUMNS: Final = 3


def accent(data: SimulatorData) -> str:
    """Return the accent of the simulator's module: `m2-institutional` is `m2`."""
    return data.module.partition("-")[0]


def is_wide(data: SimulatorData) -> bool:
    """Tell whether the controls need the whole width: a table of several columns does."""
    return any(len(parameter.columns) > _NARROW_COLUMNS for parameter in data.parameters)


def controls(
    data: SimulatorData, language: Language, actions: list[dict[str, str]]
) -> dict[str, Any]:
    """Return the panel of the parameters: decisions first, assumptions folded."""
    groups: list[dict[str, Any]] = [
        {
            "id": "decisions",
            "kind": "decision",
            "title": string("simulator-decisions", language),
            "fields": [field(p, language) for p in data.parameters if p.kind == "decision"],
        },
        {
            "id": "assumptions",
            "kind": "assumption",
            "folded": True,
            "title": string("simulator-assumptions", language),
            "intro": string("simulator-assumptions-help", language),
            "fields": [field(p, language) for p in data.parameters if p.kind == "assumption"],
        },
    ]
    return {
        "id": data.id,
        "lang": language,
        "role": "controls",
        "accent": accent(data),
        "title": data.title[language],
        "title_level": 3,
        "intro": data.purpose[language],
        "groups": [group for group in groups if group["fields"]],
        "actions": actions,
    }


def result(data: SimulatorData, language: Language) -> dict[str, Any]:
    """Return the panel above the charts: how to read them, then what they say."""
    return {
        "id": f"{data.id}-result",
        "lang": language,
        "role": "result",
        "accent": accent(data),
        "title": string("simulator-result", language),
        "title_level": 4,
        "intro": data.reading[language],
    }


def notes(data: SimulatorData, language: Language) -> dict[str, Any]:
    """Return the panel below the charts, which holds only the result's warnings."""
    return {
        "id": f"{data.id}-notes",
        "lang": language,
        "role": "notes",
        "accent": accent(data),
        "groups": [],
    }


def field(parameter: Parameter, language: Language) -> dict[str, Any]:
    """Return a parameter as a field of the panel; an assumption shows where it comes from."""
    made = _common(parameter, language)
    if parameter.help:
        made["help"] = parameter.help[language]
    if parameter.kind == "assumption":
        made["source"] = provenance(parameter, language)
    if parameter.type == "table":
        made["columns"] = [_column(column, language) for column in parameter.columns]
        made["min_rows"] = parameter.min_rows
        made["max_rows"] = parameter.max_rows
    return made


def provenance(parameter: Parameter, language: Language) -> str:
    """Say which section an assumption comes from, or why the course supposes it."""
    document, _, section = parameter.source.partition(" ")
    if document in {"G", "R"}:
        return string(f"simulator-source-{document}", language, section=section)
    reason = parameter.reason[language] if parameter.reason else ""
    return string("simulator-source-hypothesis", language, reason=reason)


def _column(column: Column, language: Language) -> dict[str, Any]:
    return {**_common(column, language), "default": new_cell(column, language)}


def _common(item: Parameter | Column, language: Language) -> dict[str, Any]:
    made: dict[str, Any] = {"id": item.id, "type": item.type, "label": item.label[language]}
    optional = {
        "min": item.min,
        "max": item.max,
        "step": item.step,
        "digits": item.digits,
        "max_length": item.max_length,
        "unit": item.unit[language] if item.unit else None,
        "options": [{"id": o.id, "label": o.label[language]} for o in item.options] or None,
    }
    made |= {key: value for key, value in optional.items() if value is not None}
    if item.type == "number" and item.format == "percent":
        # Shares of one are shown and typed as percentages.
        made |= {"unit": "%", "scale": 100}
    if item.type == "number" and item.format == "euro":
        made.setdefault("unit", "€")
    if item.type == "number" and item.format == "year":
        made["format"] = "year"
    return made


def table_data(table: Table) -> dict[str, Any]:
    """Return a table as the chart shows it and writes it to CSV."""
    return {
        "title": table.title,
        "headings": [
            {"label": h.label, "format": h.format, "digits": h.digits} for h in table.headings
        ],
        "rows": [list(row) for row in table.rows],
    }


def draw(shown: Figure | Table, language: Language, known: Chart | None = None) -> Chart:
    """Return a chart of a figure, or of a table alone; `known` is drawn again in its place."""
    if isinstance(shown, Figure):
        figure, table, label = shown.spec, table_data(shown.table), shown.alt
    else:
        figure, table, label = {}, table_data(shown), shown.title
    if known is None:
        drawn = isinstance(shown, Figure)
        classes = ["psl-drawn"] if drawn else []
        if isinstance(shown, Figure) and shown.broad:
            classes.append("psl-broad")
        title = shown.title if drawn else ""
        return Chart(figure, table, label, language, title=title, _dom_classes=classes)
    known.show(figure, table, label)
    return known
