"""One-at-a-time sensitivity: each parameter alone over its range, the largest swing first.

Numbers go from their minimum to their maximum (or ten steps either side of the
default where a limit is missing), switches from off to on, choices over all
their options; tables are left as they are. The tornado chart draws, for each,
the lowest and the highest value the indicator takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text
from passerelles_widgets.simulators.base import (
    Figure,
    Heading,
    Indicator,
    Parameter,
    SimulatorData,
    Table,
)
from passerelles_widgets.simulators.figures import axis, bar, layout, percent_axis, wrapped
from passerelles_widgets.simulators.palette import OUTLINE, STYLES
from passerelles_widgets.simulators.wording import indicator_value, spec_value

_STEPS: Final = 10
_MOST_BARS: Final = 12

_TITLE: Final = Text("Ce qui fait varier {phrase}", "What makes {phrase} vary")
_PARAMETER: Final = Text("Paramètre", "Parameter")
_LOW: Final = Text("Valeur la plus basse", "Lowest value")
_HIGH: Final = Text("Valeur la plus haute", "Highest value")
_FOR: Final = Text("Obtenue avec", "Obtained with")
_ALT: Final = Text(
    "Diagramme en tornade. Valeur actuelle : {base}. {most}",
    "Tornado chart. Current value: {base}. {most}",
)
_MOST: Final = Text(
    "Le paramètre qui pèse le plus est « {label} » : de {low} à {high}.",
    "The parameter that weighs most is “{label}”: from {low} to {high}.",
)
_NONE: Final = Text(
    "Aucun paramètre pris seul ne le fait varier.", "No parameter makes it vary on its own."
)


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one parameter alone moves an indicator.

    `low` and `high` are the lowest and highest values the indicator takes;
    `low_value` and `high_value` the parameter's values that give them.
    """

    parameter: str
    low_value: Any
    high_value: Any
    low: float
    high: float

    @property
    def size(self) -> float:
        """The width of the swing, in the indicator's unit."""
        return self.high - self.low


def swings(
    data: SimulatorData,
    checked: Mapping[str, Any],
    indicator: str,
    measure: Callable[[Mapping[str, Any]], Mapping[str, float]],
) -> list[Swing]:
    """Return one swing a parameter, by size; what the model refuses is left out."""
    base = measure(checked)[indicator]
    found = []
    for item in data.parameters:
        tried = [(base, checked[item.id])]
        for value in _range(item):
            try:
                tried.append((measure({**checked, item.id: value})[indicator], value))
            except Refusal:
                continue
        if len(tried) > 1:
            low = min(tried, key=lambda pair: pair[0])
            high = max(tried, key=lambda pair: pair[0])
            found.append(Swing(item.id, low[1], high[1], low[0], high[0]))
    order = {item.id: place for place, item in enumerate(data.parameters)}
    return sorted(found, key=lambda swing: (-swing.size, order[swing.parameter]))


def _range(item: Parameter) -> list[Any]:
    """Return the values to try: the ends of a range, both states of a switch, each option."""
    if item.type == "switch":
        return [False, True]
    if item.type == "choice":
        return [option.id for option in item.options]
    if item.type != "number":
        return []
    step = item.step or 1.0
    low = item.default - _STEPS * step if item.min is None else item.min
    high = item.default + _STEPS * step if item.max is None else item.max
    return [low, high]


def tornado(
    data: SimulatorData,
    indicator: Indicator,
    found: list[Swing],
    base: float,
    language: Language,
) -> Figure:
    """Return the tornado chart of the swings that matter, and a table of all of them."""
    parameters = {item.id: item for item in data.parameters}
    drawn = [swing for swing in found if swing.size > 0][:_MOST_BARS][::-1]
    labels = [wrapped(parameters[swing.parameter].label[language]) for swing in drawn]

    def side(style_index: int, ends: list[float], values: list[Any], name: str) -> dict[str, Any]:
        texts = [
            spec_value(parameters[swing.parameter], value, language)
            for swing, value in zip(drawn, values, strict=True)
        ]
        return {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": labels,
            "base": [base] * len(drawn),
            "x": [end - base for end in ends],
            "marker": bar(STYLES[style_index]),
            "hovertext": [
                f"{wrapped(text)}<br>{indicator_value(indicator, end, language)}"
                for text, end in zip(texts, ends, strict=True)
            ],
            "hoverinfo": "text",
        }

    values_axis = percent_axis(language) if indicator.format == "percent" else axis()
    spec = {
        "data": [
            side(0, [s.low for s in drawn], [s.low_value for s in drawn], _LOW[language]),
            side(1, [s.high for s in drawn], [s.high_value for s in drawn], _HIGH[language]),
        ],
        "layout": layout(
            language,
            110 + 44 * max(1, len(drawn)),
            barmode="overlay",
            showlegend=True,
            margin={"l": 8, "r": 12, "t": 36, "b": 44, "pad": 2},
            xaxis=values_axis,
            yaxis=axis(type="category"),
            shapes=[
                {
                    "type": "line",
                    "xref": "x",
                    "yref": "paper",
                    "x0": base,
                    "x1": base,
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": OUTLINE, "width": 2, "dash": "dot"},
                }
            ],
        ),
    }
    title = _TITLE[language].format(phrase=indicator.phrase[language])
    alt = _ALT[language].format(
        base=indicator_value(indicator, base, language),
        most=_strongest(parameters, indicator, drawn, language),
    )
    return Figure(
        "sensitivity", title, spec, alt, _table(parameters, indicator, found, title, language)
    )


def _strongest(
    parameters: Mapping[str, Parameter],
    indicator: Indicator,
    drawn: list[Swing],
    language: Language,
) -> str:
    if not drawn:
        return _NONE[language]
    swing = drawn[-1]
    return _MOST[language].format(
        label=parameters[swing.parameter].label[language],
        low=indicator_value(indicator, swing.low, language),
        high=indicator_value(indicator, swing.high, language),
    )


def _table(
    parameters: Mapping[str, Parameter],
    indicator: Indicator,
    found: list[Swing],
    title: str,
    language: Language,
) -> Table:
    headings = (
        Heading(_PARAMETER[language]),
        Heading(_LOW[language], indicator.format, indicator.digits),
        Heading(_FOR[language]),
        Heading(_HIGH[language], indicator.format, indicator.digits),
        Heading(_FOR[language]),
    )
    rows = tuple(
        (
            parameters[swing.parameter].label[language],
            swing.low,
            spec_value(parameters[swing.parameter], swing.low_value, language),
            swing.high,
            spec_value(parameters[swing.parameter], swing.high_value, language),
        )
        for swing in found
    )
    return Table("sensitivity", title, headings, rows)
