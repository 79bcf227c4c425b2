"""Values typed as text (the command line): numbers as people write them, labels, JSON."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from passerelles.library.text import LANGUAGES, Text
from passerelles_widgets.simulators.base import Parameter
from passerelles_widgets.simulators.values import ValueRefusal, check_one
from passerelles_widgets.simulators.wording import quoted, shown

_LONGEST: Final = 65_536
_SPACES: Final = re.compile("[\\s\u00a0\u202f\u2009’']")
_NUMBER: Final = re.compile(r"[+-]?(\d{1,18}([.,]\d{0,18})?|[.,]\d{1,18})")
_GROUPED_COMMAS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d{0,18})?")
_GROUPED_DOTS: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d{0,18})?")
_YES: Final = frozenset({"oui", "yes", "true", "vrai", "on", "1"})
_NO: Final = frozenset({"non", "no", "false", "faux", "off", "0"})


def parse(parameter: Parameter, text: str) -> Any:
    """Turn `text` into a checked value of `parameter`; raise `ValueRefusal`.

    Numbers: `1 234,5`, `1,234.5`, `12 %`. `1,234` may be a thousand or one and a
    bit: the reading within the parameter's limits is taken, and if both are,
    the text is refused. Choices: an option's id or its label in either language.
    """
    if len(text) > _LONGEST:
        raise _refused(
            parameter,
            f"ce texte est trop long\u00a0; donnez au plus {_LONGEST} caractères.",
            f"this text is too long; give at most {_LONGEST} characters.",
        )
    if parameter.type == "number":
        return check_one(parameter, _number(parameter, text))
    if parameter.type == "switch":
        word = text.strip().casefold()
        return check_one(parameter, True if word in _YES else False if word in _NO else text)
    if parameter.type == "choice":
        return check_one(parameter, _option(parameter, text))
    if parameter.type == "choices":
        items = _json(parameter, text) if text.lstrip().startswith("[") else _split(text)
        if isinstance(items, list):
            items = [_option(parameter, item) if isinstance(item, str) else item for item in items]
        return check_one(parameter, items)
    if parameter.type == "table":
        return check_one(parameter, _json(parameter, text))
    return check_one(parameter, text)


def _number(parameter: Parameter, text: str) -> Any:
    """Return the number `text` writes, or `text` itself, which the check then refuses."""
    written = _SPACES.sub("", text).replace("\u2212", "-")
    share = parameter.format == "percent" and written.endswith("%")
    unit_is_percent = parameter.unit is not None and parameter.unit.en == "%"
    if share or (unit_is_percent and written.endswith("%")):
        written = written[:-1]
    readings = []
    if _NUMBER.fullmatch(written):
        readings.append(float(written.replace(",", ".")))
    if _GROUPED_COMMAS.fullmatch(written) and not written.lstrip("+-").startswith("0"):
        readings.append(float(written.replace(",", "")))
    elif re.fullmatch(r".*\..*[.,].*", written) and _GROUPED_DOTS.fullmatch(written):
        readings.append(float(written.replace(".", "").replace(",", ".")))
    if share:
        readings = [reading / 100 for reading in readings]
    if len(readings) > 1:
        return _choose(parameter, text, readings)
    return readings[0] if readings else text


def _choose(parameter: Parameter, text: str, readings: list[float]) -> float:
    """Take the only reading the parameter accepts (the first if none: it is then refused)."""
    accepted = []
    for reading in readings:
        try:
            check_one(parameter, reading)
        except ValueRefusal:
            continue
        accepted.append(reading)
    if len(accepted) > 1:
        few, many = (f"{reading:.10g}" for reading in sorted(accepted))
        raise _refused(
            parameter,
            f"{quoted(shown(text), 'fr')} se lit de deux façons\u00a0; écrivez {few} ou {many}.",
            f"{quoted(shown(text), 'en')} can be read in two ways; write {few} or {many}.",
        )
    return accepted[0] if accepted else readings[0]


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[,;]", text) if part.strip()]


def _option(parameter: Parameter, text: str) -> str:
    wanted = text.strip().casefold()
    for option in parameter.options:
        if wanted in {option.id, *(option.label[lang].casefold() for lang in LANGUAGES)}:
            return option.id
    return text


def _json(parameter: Parameter, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(
            parameter,
            "ce texte n’est pas du JSON\u00a0; donnez une liste"
            ' comme [{"colonne": valeur}], ou un fichier avec --scenario.',
            'this text is not JSON; give a list such as [{"column": value}],'
            " or a file with --scenario.",
        ) from error


def _refused(parameter: Parameter, fr: str, en: str) -> ValueRefusal:
    label = parameter.label
    return ValueRefusal(parameter.id, Text(f"{label.fr}\u00a0: {fr}", f"{label.en}: {en}"))
