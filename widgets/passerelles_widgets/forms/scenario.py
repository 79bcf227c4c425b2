"""A scenario question: the simulator as input, and a scenario as static HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    """Return a scenario's decisions as static, escaped HTML; a refused one shows the reason."""
    try:
        simulator = simulators.load(str(shown["simulator"]))
        values = simulator.check(answer, language)
    except Refusal as refusal:
        return f"<p><em>{escaped(refusal.sentence(language), language)}</em></p>"
    except Exception:  # noqa: BLE001 - hostile values must cost their question only
        return f"<p><em>{NOT_RUN[language]}</em></p>"
    decisions = [one for one in simulator.data.parameters if one.kind == "decision"]
    tables = [_table(one, values[one.id], language) for one in decisions if one.type == "table"]
    lines = [
        f'<tr><th scope="row">{escaped(one.label[language], language)}</th>'
        f"<td>{_value(one, values[one.id], language)}</td></tr>"
        for one in decisions
        if one.type != "table"
    ]
    return f"{''.join(tables)}<table><tbody>{''.join(lines)}</tbody></table>"


def _table(spec: Parameter, rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    heads = (escaped(column.label[language], language) for column in spec.columns)
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{_value(c, row[c.id], language)}</td>' for c in spec.columns)}</tr>"
        for row in rows
    )
    caption = escaped(spec.label[language], language)
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="{caption}">'
        f"<table><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _value(spec: Parameter | Column, value: Any, language: Language) -> str:
    """Write one value of a parameter or of a table cell, escaped."""
    labels = {option.id: option.label[language] for option in spec.options}
    if isinstance(value, list):
        return escaped(", ".join(labels.get(one, str(one)) for one in value), language)
    if isinstance(value, bool):
        words = {"fr": ("non", "oui"), "en": ("no", "yes")}
        return words[language][value]
    if isinstance(value, (int, float)):
        return number(value, language)
    return escaped(labels.get(value, value), language)
