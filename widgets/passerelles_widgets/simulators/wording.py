"""Values in words: how a parameter's or an indicator's value is written in a sentence."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import NBSP, Language, Text, enumeration, money, number, percent
from passerelles_widgets.simulators.base import Column, Format, Indicator, Parameter

Spec = Parameter | Column

_SHOWN_LENGTH: Final = 40
NOTHING: Final = Text("rien", "nothing")
YES: Final = Text("oui", "yes")
NO: Final = Text("non", "no")


def quoted(text: str, language: Language) -> str:
    """Put `text` between the quotation marks of `language`."""
    return f"«{NBSP}{text}{NBSP}»" if language == "fr" else f"“{text}”"


def amount(
    value: float, form: Format, language: Language, digits: int | None = None, unit: str = ""
) -> str:
    """Write a number in its format, with its unit: “12 months”, « 35 % », “€1,200”, “2031”."""
    if form == "percent":
        return percent(value, language, digits or 0)
    if form == "year":
        return f"{value:.0f}"
    if form == "euro":
        return money(value, language, digits=digits or 0)
    written = number(value, language, digits)
    if not unit:
        return written
    space = "" if unit == "%" and language == "en" else NBSP
    return f"{written}{space}{unit}"


def indicator_value(indicator: Indicator, value: float, language: Language) -> str:
    """Write an indicator's value as the view does."""
    return amount(value, indicator.format, language, indicator.digits)


def spec_value(spec: Spec, value: Any, language: Language) -> str:
    """Write the (checked) value of a parameter or a column; a table is its number of rows."""
    if spec.type == "number":
        unit = spec.unit[language] if spec.unit else ""
        return amount(value, spec.format, language, spec.digits, unit)
    if spec.type == "switch":
        return (YES if value else NO)[language]
    if spec.type == "choice":
        return option_label(spec, value, language)
    if spec.type == "choices":
        labels = [option_label(spec, item, language) for item in value]
        return enumeration(labels, language) or NOTHING[language]
    if spec.type == "table":
        rows = len(value)
        word = ("ligne" if language == "fr" else "row") + ("s" if rows > 1 else "")
        return f"{rows} {word}"
    return str(value)


def option_label(spec: Spec, option_id: str, language: Language) -> str:
    """Return the label of one option of a choice."""
    for option in spec.options:
        if option.id == option_id:
            return option.label[language]
    return option_id


def shown(value: Any, language: Language = "en") -> str:
    """Show a faulty value in a refusal: short, on one line, whatever it is."""
    if isinstance(value, float):
        written = f"{value:.12g}"  # 60.0 as people write it: 60
        return written.replace(".", ",") if language == "fr" else written
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**20:
        return "10…"
    text = value if isinstance(value, str) else _plain(value)
    text = "".join(letter if letter.isprintable() else "·" for letter in text[:200])
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def _plain(value: Any) -> str:
    """Name a value that is not text without walking through it."""
    if value is None:
        return "–"
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[…]"
    return "{…}" if isinstance(value, dict) else type(value).__name__


def limits(spec: Spec, language: Language) -> str:
    """Say a number's limits as they follow “give a number …”: “from 0 to 100”."""
    low = None if spec.min is None else spec_value(spec, spec.min, language)
    high = None if spec.max is None else spec_value(spec, spec.max, language)
    if low is not None and high is not None:
        return f"de {low} à {high}" if language == "fr" else f"from {low} to {high}"
    if low is not None:
        return f"d’au moins {low}" if language == "fr" else f"of at least {low}"
    if high is not None:
        return f"d’au plus {high}" if language == "fr" else f"of at most {high}"
    return "de taille raisonnable" if language == "fr" else "of a reasonable size"


def option_list(spec: Spec, language: Language) -> str:
    """Enumerate the options of a choice, quoted."""
    return enumeration([quoted(o.label[language], language) for o in spec.options], language)
