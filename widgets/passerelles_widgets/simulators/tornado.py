"""The tornado chart of a sensitivity analysis, and the table of all its swings."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import Language, Text
from passerelles_widgets.simulators.base import Figure, Heading, Indicator, SimulatorData, Table
from passerelles_widgets.simulators.figures import axis, bar, layout, percent_axis, wrapped
from passerelles_widgets.simulators.palette import OUTLINE, STYLES
from passerelles_widgets.simulators.sensitivity import Swing, labels, spec_of
from passerelles_widgets.simulators.wording import indicator_value, spec_value

_MOST_BARS: Final = 12

_TITLE: Final = Text("Ce qui fait varier {phrase}", "What makes {phrase} vary")
_PARAMETER: Final = Text("Paramètre", "Parameter")
_LOW: Final = Text("Valeur la plus basse", "Lowest value")
_HIGH: Final = Text("Valeur la plus haute", "Highest value")
_FOR: Final = Text("Obtenue avec", "Obtained with")
_ALT: Final = Text(
    "Diagramme en tornade. Valeur actuelle : {base}. {most}",
    "Tornado chart. Current value: {base}. {most}",
)
_MOST: Final = Text(
    "Le paramètre qui pèse le plus est « {label} » : de {low} à {high}.",
    "The parameter that weighs most is “{label}”: from {low} to {high}.",
)
_NONE: Final = Text(
    "Aucun paramètre pris seul ne le fait varier.", "No parameter makes it vary on its own."
)


def tornado(
    data: SimulatorData,
    indicator: Indicator,
    found: list[Swing],
    base: float,
    language: Language,
) -> Figure:
    """Return the tornado chart of the swings that matter, and a table of all of them."""
    names = labels(data, found, language)
    said = {id(swing): name for swing, name in zip(found, names, strict=True)}
    drawn = [swing for swing in found if swing.size > 0][:_MOST_BARS][::-1]
    bars = [wrapped(said[id(swing)]) for swing in drawn]

    def side(style_index: int, ends: list[float], values: list[Any], name: str) -> dict[str, Any]:
        texts = [
            spec_value(spec_of(data, swing), value, language)
            for swing, value in zip(drawn, values, strict=True)
        ]
        return {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": bars,
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
    most = _NONE[language]
    if drawn:
        most = _MOST[language].format(
            label=said[id(drawn[-1])],
            low=indicator_value(indicator, drawn[-1].low, language),
            high=indicator_value(indicator, drawn[-1].high, language),
        )
    alt = _ALT[language].format(base=indicator_value(indicator, base, language), most=most)
    table = _table(data, indicator, found, title, language)
    return Figure("sensitivity", title, spec, alt, table)


def _table(
    data: SimulatorData,
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
            name,
            swing.low,
            spec_value(spec_of(data, swing), swing.low_value, language),
            swing.high,
            spec_value(spec_of(data, swing), swing.high_value, language),
        )
        for swing, name in zip(found, labels(data, found, language), strict=True)
    )
    return Table("sensitivity", title, headings, rows)
