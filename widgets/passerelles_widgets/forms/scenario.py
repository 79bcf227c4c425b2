"""A scenario question: the simulator as input, and a scenario as static HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language, is_text, localised, number
from passerelles_widgets import simulators
from passerelles_widgets.forms.marking_tasks import NOT_RUN
from passerelles_widgets.forms.statement import escaped
from passerelles_widgets.simulators.base import Column, Parameter


def start_values(shown: Mapping[str, Any], answer: Any, language: Language) -> dict[str, Any]:
    """Return the kept scenario if the simulator accepts it, else where the question starts.

    Texts that are still those of the start follow the reader's language.
    """
    simulator = simulators.load(str(shown["simulator"]))
    start = shown.get("start", {})
    if isinstance(answer, Mapping) and answer:
        try:
            kept = simulator.translate(answer, language)
        except Refusal:
            pass
        else:
            texts = {pair[one]: pair[language] for pair in _pairs(start) for one in LANGUAGES}
            return simulator.check(_replaced(kept, texts), language)
    values = {**simulator.defaults(language), **localised(start, language)}
    return simulator.check(values, language)


def _pairs(value: Any) -> Iterator[Mapping[str, str]]:
    if is_text(value):
        yield value
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _pairs(item)


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, list):
        return [_replaced(item, texts) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, texts) for key, item in value.items()}
    return value


def widget(
    shown: Mapping[str, Any],
    values: Mapping[str, Any],
    on_change: Callable[[Mapping[str, Any]], None],
) -> Any:
    """Return the simulator itself, its charts included; `on_change` hears every valid scenario."""
    from passerelles_widgets.simulators.panel import scenario_panel  # noqa: PLC0415 - draws charts

    return scenario_panel(str(shown["simulator"]), dict(values), on_change)


def scenario_html(shown: Mapping[str, Any], answer: Any, language: Language) -> str:
    """Return a scenario as static, escaped HTML; one that is refused shows the reason."""
    try:
        simulator = simulators.load(str(shown["simulator"]))
        values = simulator.check(answer, language)
        indicators = simulator.indicators(values)
    except Refusal as refusal:
        return f"<p><em>{escaped(refusal.sentence(language), language)}</em></p>"
    except Exception:  # noqa: BLE001 - hostile values must cost their question only
        return f"<p><em>{NOT_RUN[language]}</em></p>"
    rows = [
        _line(parameter.label[language], _value(parameter, values[parameter.id], language))
        for parameter in simulator.data.parameters
    ]
    rows += [
        _line(one.label[language], number(indicators[one.id], language, 2))
        for one in simulator.data.indicators
    ]
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _line(label: str, value: str) -> str:
    return f'<tr><th scope="row">{escaped(label, "fr")}</th><td>{value}</td></tr>'


def _value(spec: Parameter | Column, value: Any, language: Language) -> str:
    """Write one value of a parameter or of a table cell, escaped."""
    labels = {option.id: option.label[language] for option in spec.options}
    if spec.type == "table" and isinstance(spec, Parameter):
        head = "".join(f"<th>{escaped(c.label[language], language)}</th>" for c in spec.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{_value(c, row[c.id], language)}</td>" for c in spec.columns)
            + "</tr>"
            for row in value
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if isinstance(value, list):
        return escaped(", ".join(labels.get(one, str(one)) for one in value), language)
    if isinstance(value, bool):
        words = {"fr": ("non", "oui"), "en": ("no", "yes")}
        return words[language][value]
    if isinstance(value, (int, float)):
        return number(value, language)
    return escaped(labels.get(value, value), language)
