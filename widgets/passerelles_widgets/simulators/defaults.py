"""Where a scenario starts: the defaults in one language, prefilled from the dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text, is_text
from passerelles_widgets.simulators.base import SimulatorData
from passerelles_widgets.simulators.values import check_values, default_value


def default_values(
    data: SimulatorData, language: Language, model: ModuleType | None = None, dossier: Any = None
) -> dict[str, Any]:
    """Return fresh defaults in `language`.

    A model may define `prefill(values, dossier) -> values`, given the dossier as
    plain data (`{"territories": …, "sections": {"stakeholders": …}}`). What it
    proposes is checked like any input; if the dossier says something a simulator
    cannot hold, the plain defaults stand.
    """
    values = {item.id: default_value(item, language) for item in data.parameters}
    prefill = getattr(model, "prefill", None)
    if dossier is None or prefill is None:
        return values
    plain = to_plain(dossier) if isinstance(dossier, Dossier) else dossier
    try:
        return check_values(data, prefill(dict(values), plain), language)
    except Refusal:
        return values


def translate(data: SimulatorData, values: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Put into `language` the texts of `values` that are still those of the defaults."""
    translated = dict(values)
    for parameter in data.parameters:
        if parameter.type not in ("text", "table"):
            continue
        pairs = {
            text: pair[language]
            for pair in _pairs(parameter.default)
            for text in (pair.fr, pair.en)
        }
        if pairs and parameter.id in values:
            translated[parameter.id] = _replace(values[parameter.id], pairs)
    return translated


def _pairs(value: Any) -> Iterator[Text]:
    if is_text(value):
        yield Text(value["fr"], value["en"])
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _pairs(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _pairs(item)


def _replace(value: Any, pairs: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pairs.get(value, value)
    if isinstance(value, list):
        return [_replace(item, pairs) for item in value]
    if isinstance(value, dict):
        return {key: _replace(item, pairs) for key, item in value.items()}
    return value
