"""A simulator as plain data, for `simulate --list --json` and the reference pages."""

from __future__ import annotations

from typing import Any

from passerelles.library.text import Language, localised
from passerelles_widgets.simulators.base import Column, Option, Parameter, SimulatorData


def describe(data: SimulatorData, language: Language) -> dict[str, Any]:
    """Return what the simulator is for, its parameters with their provenance, its indicators."""
    return {
        "id": data.id,
        "version": data.version,
        "module": data.module,
        "title": data.title[language],
        "purpose": data.purpose[language],
        "source": data.source,
        "writes": list(data.writes),
        "parameters": [_parameter(parameter, language) for parameter in data.parameters],
        "indicators": [
            {
                "id": item.id,
                "label": item.label[language],
                "format": item.format,
                "better": item.better,
            }
            for item in data.indicators
        ],
    }


def _parameter(parameter: Parameter, language: Language) -> dict[str, Any]:
    described = {
        "id": parameter.id,
        "kind": parameter.kind,
        **_field(parameter, language),
        "default": localised(parameter.default, language),
        "source": parameter.source,
    }
    if parameter.reason:
        described["reason"] = parameter.reason[language]
    if parameter.type == "text" and parameter.max_length:
        described["max_length"] = parameter.max_length
    if parameter.type == "table":
        described["columns"] = [
            {"id": column.id, **_field(column, language)} for column in parameter.columns
        ]
        described["min_rows"] = parameter.min_rows
        described["max_rows"] = parameter.max_rows
    return described


def _field(spec: Parameter | Column, language: Language) -> dict[str, Any]:
    """Return what a parameter and a column have in common; absent limits are left out."""
    described: dict[str, Any] = {"type": spec.type, "label": spec.label[language]}
    if spec.help:
        described["help"] = spec.help[language]
    if spec.type == "number":
        limits = {"min": spec.min, "max": spec.max, "step": spec.step}
        described |= {key: value for key, value in limits.items() if value is not None}
        described["format"] = spec.format
        described["whole"] = spec.digits == 0
        if spec.unit:
            described["unit"] = spec.unit[language]
    if spec.options:
        described["options"] = [_option(option, language) for option in spec.options]
    return described


def _option(option: Option, language: Language) -> dict[str, str]:
    return {"id": option.id, "label": option.label[language]}
