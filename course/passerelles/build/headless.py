"""Simulators without a browser: what `passerelles simulate` answers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles_widgets import simulators

LARGEST = 1_000_000


def describe_all(language: Language) -> list[dict[str, Any]]:
    """Return every simulator with its module, parameters, kinds and provenance."""
    return [simulators.load(name).describe(language) for name in simulators.ids()]


def run(
    simulator_id: str, settings: tuple[str, ...], scenario: Path | None, language: Language
) -> dict[str, Any]:
    """Run one simulator on its defaults, a scenario file, and `name=value` settings.

    Raises `Refusal` for an unknown simulator or parameter, a value out of range,
    or a file that is not a JSON object.
    """
    simulator = simulators.load(simulator_id)
    values = simulator.defaults(language) | (_read(scenario) if scenario else {})
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise Refusal(
                f"« {setting} » n’est pas de la forme nom=valeur ; écrivez par exemple nom=3.",
                f"“{setting}” is not of the form name=value; write for example name=3.",
            )
        values[name] = simulator.parse(name, text)
    checked = simulator.check(values)
    view = simulator.view(checked, language)
    return {
        "simulator": simulator_id,
        "language": language,
        "values": checked,
        "indicators": simulator.indicators(checked),
        "sentence": view.sentence,
        "notes": list(view.notes),
        "tables": [asdict(table) for table in (*(f.table for f in view.figures), *view.tables)],
        "contribution": simulator.contribution(checked),
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        value = _object(path)
    except FileNotFoundError as error:
        raise Refusal(
            f"Le fichier {path} n’existe pas\u00a0; vérifiez son nom.",
            f"The file {path} does not exist; check its name.",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise Refusal(
            f"{path} n’est pas un fichier JSON de valeurs\u00a0; "
            'enregistrez-y un objet tel que {"nom": 3}.',
            f'{path} is not a JSON file of values; save an object such as {{"name": 3}} in it.',
        ) from error
    return value


def _object(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of fault for the caller
    return value
