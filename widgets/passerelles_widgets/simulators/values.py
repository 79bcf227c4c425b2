"""Values checked at the door: complete, typed and within their limits, or refused.

Everything that reaches a model has passed here: a notebook's panel, a share
link, a saved scenario, an exercise's answers and the command line alike.
`path` names the field at fault: `language`, or `stakeholders/2/seats` for the
third row of a table.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language, Text, localised
from passerelles_widgets.simulators.base import Column, Parameter, SimulatorData
from passerelles_widgets.simulators.wording import Spec, limits, option_list, quoted, shown

TEXT_LENGTH: Final = 120
LARGEST: Final = 1e12
_FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_BIDI_CONTROLS: Final = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class ValueRefusal(Refusal):
    """A refused value; `path` names the field it was given for (empty: the whole)."""

    def __init__(self, path: str, text: Text) -> None:
        super().__init__(text.fr, text.en)
        self.path = path


@dataclass(slots=True)
class _Door:
    """The faults met so far, each under the path of its field."""

    faults: dict[str, Text] = field(default_factory=dict)

    def refuse(self, path: str, name: Text, fr: str, en: str) -> None:
        """Note a fault; `fr` and `en` follow the field's name."""
        self.faults.setdefault(path, Text(f"{name.fr} : {fr}", f"{name.en}: {en}"))


def check_values(
    data: SimulatorData, values: Any, language: Language = DEFAULT_LANGUAGE
) -> dict[str, Any]:
    """Return `values` completed (defaults in `language`) and typed; raise `ValueRefusal`."""
    checked, faults = examine(data, values, language)
    for path, text in faults.items():
        raise ValueRefusal(path, text)
    return checked


def examine(
    data: SimulatorData, values: Any, language: Language = DEFAULT_LANGUAGE
) -> tuple[dict[str, Any], dict[str, Text]]:
    """Return the checked values and every fault by path (for marking each field at once)."""
    if not isinstance(values, Mapping):
        return {}, {
            "": Text(
                f"{data.title.fr} : un scénario est une liste de paramètres et de valeurs"
                " ; rechargez la page ou repartez des valeurs par défaut.",
                f"{data.title.en}: a scenario is a list of parameters and values;"
                " reload the page or start again from the default values.",
            )
        }
    door = _Door()
    known = {parameter.id for parameter in data.parameters}
    for key in values:
        if key not in known:
            _refuse_unknown(door, data, key)
    checked = {
        parameter.id: _checked(parameter, values[parameter.id], parameter.id, parameter.label, door)
        if parameter.id in values
        else default_value(parameter, language)
        for parameter in data.parameters
    }
    return checked, door.faults


def check_one(parameter: Parameter, value: Any) -> Any:
    """Return one parameter's value, typed; raise `ValueRefusal`."""
    door = _Door()
    checked = _checked(parameter, value, parameter.id, parameter.label, door)
    for path, text in door.faults.items():
        raise ValueRefusal(path, text)
    return checked


def default_value(parameter: Parameter, language: Language) -> Any:
    """Return a fresh, typed copy of a parameter's default in `language`."""
    return check_one(parameter, localised(parameter.default, language))


def _refuse_unknown(door: _Door, data: SimulatorData, key: Any) -> None:
    names = ", ".join(parameter.id for parameter in data.parameters)
    door.refuse(
        "",
        data.title,
        f"le paramètre {quoted(shown(key), 'fr')} n’existe pas ; les paramètres sont {names}.",
        f"there is no parameter {quoted(shown(key), 'en')}; the parameters are {names}.",
    )


def _checked(spec: Spec, value: Any, path: str, name: Text, door: _Door) -> Any:
    """Check one value by its type; a faulty one is noted at the `door`."""
    if spec.type == "number":
        return _number(spec, value, path, name, door)
    if spec.type == "switch":
        if not isinstance(value, bool):
            door.refuse(
                path,
                name,
                f"{quoted(shown(value, 'fr'), 'fr')} n’est ni oui ni non ;"
                " cochez ou décochez la case.",
                f"{quoted(shown(value), 'en')} is neither yes nor no; tick or untick the box.",
            )
        return value
    if spec.type == "choice":
        if not isinstance(value, str) or value not in {option.id for option in spec.options}:
            _refuse_option(spec, value, path, name, door)
        return value
    if spec.type == "choices":
        return _choices(spec, value, path, name, door)
    if spec.type == "table":
        assert isinstance(spec, Parameter)
        return _table(spec, value, path, name, door)
    return _text(spec, value, path, name, door)


def _number(spec: Spec, value: Any, path: str, name: Text, door: _Door) -> Any:
    low = -LARGEST if spec.min is None else spec.min
    high = LARGEST if spec.max is None else spec.max
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    within = numeric and low <= value <= high  # false for NaN too, which compares with nothing
    if within and spec.digits != 0:
        return float(value) + 0.0
    if within and math.isclose(value, round(value), abs_tol=1e-9):
        return round(value)
    asked = Text(*(limits(spec, language) for language in LANGUAGES))
    seen = Text(*(shown(value, language) for language in LANGUAGES))
    if not numeric:
        door.refuse(
            path,
            name,
            f"« {seen.fr} » n’est pas un nombre ; donnez un nombre {asked.fr}.",
            f"“{seen.en}” is not a number; give a number {asked.en}.",
        )
    elif not within:
        door.refuse(
            path,
            name,
            f"{seen.fr} est hors limites ; donnez un nombre {asked.fr}.",
            f"{seen.en} is out of range; give a number {asked.en}.",
        )
    else:
        door.refuse(
            path,
            name,
            f"{seen.fr} n’est pas un nombre entier ; donnez un nombre entier {asked.fr}.",
            f"{seen.en} is not a whole number; give a whole number {asked.en}.",
        )
    return value


def _refuse_option(spec: Spec, value: Any, path: str, name: Text, door: _Door) -> None:
    door.refuse(
        path,
        name,
        f"{quoted(shown(value, 'fr'), 'fr')} n’est pas proposé ;"
        f" choisissez parmi {option_list(spec, 'fr')}.",
        f"{quoted(shown(value), 'en')} is not on offer; choose among {option_list(spec, 'en')}.",
    )


def _choices(spec: Spec, value: Any, path: str, name: Text, door: _Door) -> Any:
    """Return the chosen options in the order of the list, each once."""
    offered = [option.id for option in spec.options]
    if not isinstance(value, (list, tuple)):
        _refuse_option(spec, value, path, name, door)
        return value
    for item in value:
        if not isinstance(item, str) or item not in offered:
            _refuse_option(spec, item, path, name, door)
            return value
    return [option for option in offered if option in value]


def _text(spec: Spec, value: Any, path: str, name: Text, door: _Door) -> Any:
    longest = spec.max_length or TEXT_LENGTH
    if not isinstance(value, str):
        door.refuse(
            path,
            name,
            f"{quoted(shown(value, 'fr'), 'fr')} n’est pas un texte ;"
            f" écrivez au plus {longest} caractères.",
            f"{quoted(shown(value), 'en')} is not text; write at most {longest} characters.",
        )
        return value
    if len(value) > longest:
        door.refuse(
            path,
            name,
            f"ce texte compte {len(value)} caractères ; gardez-en {longest} au plus.",
            f"this text has {len(value)} characters; keep at most {longest}.",
        )
        return value
    if any(
        unicodedata.category(letter) in _FORBIDDEN_CATEGORIES or letter in _BIDI_CONTROLS
        for letter in value
    ):
        door.refuse(
            path,
            name,
            "ce texte contient un caractère invisible ou un saut de ligne ;"
            " retapez-le sur une seule ligne.",
            "this text holds an invisible character or a line break; type it again on one line.",
        )
        return value
    return unicodedata.normalize("NFC", value).strip()


def _table(spec: Parameter, value: Any, path: str, name: Text, door: _Door) -> Any:
    if not isinstance(value, (list, tuple)) or not all(isinstance(r, Mapping) for r in value):
        door.refuse(
            path,
            name,
            "un tableau est une suite de lignes ; repartez des valeurs par défaut.",
            "a table is a list of rows; start again from the default values.",
        )
        return value
    if not spec.min_rows <= len(value) <= spec.max_rows:
        door.refuse(
            path,
            name,
            f"le tableau compte {len(value)} ligne(s) ;"
            f" gardez-en de {spec.min_rows} à {spec.max_rows}.",
            f"the table has {len(value)} row(s); keep from {spec.min_rows} to {spec.max_rows}.",
        )
        return value
    return [_row(spec, row, index, path, door) for index, row in enumerate(value)]


def _row(spec: Parameter, row: Mapping[Any, Any], index: int, path: str, door: _Door) -> Any:
    columns = {column.id: column for column in spec.columns}
    place = Text(f"{spec.label.fr}, ligne {index + 1}", f"{spec.label.en}, row {index + 1}")
    for key in row:
        if key not in columns:
            names = ", ".join(columns)
            door.refuse(
                f"{path}/{index}",
                place,
                f"la colonne {quoted(shown(key), 'fr')} n’existe pas ; les colonnes sont {names}.",
                f"there is no column {quoted(shown(key), 'en')}; the columns are {names}.",
            )
    checked = {}
    for column in spec.columns:
        name = Text(f"{place.fr}, {column.label.fr}", f"{place.en}, {column.label.en}")
        value = row[column.id] if column.id in row else new_cell(column)
        checked[column.id] = _checked(column, value, f"{path}/{index}/{column.id}", name, door)
    return checked


def new_cell(column: Column, language: Language = DEFAULT_LANGUAGE) -> Any:
    """Return what a new row holds in `column`."""
    if column.default is not None:
        return localised(column.default, language)
    if column.type == "number":
        return column.min or 0
    if column.type == "choice":
        return column.options[0].id
    return {"switch": False, "choices": []}.get(column.type, "")
