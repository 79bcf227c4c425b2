"""The rules a `parameters.yml` must follow beyond its types.

`passerelles check` and the tests apply them; loading a simulator does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from passerelles.library.text import LANGUAGES, Text, localised
from passerelles_widgets.simulators.base import Column, Parameter, SimulatorData
from passerelles_widgets.simulators.values import ValueRefusal, check_one

_ID: Final = re.compile(r"[a-z][a-z0-9_-]*")
_SOURCE: Final = re.compile(r"[GR] (annexe )?\d+(\.\d+)*")
_PLURAL: Final = re.compile(r"(les|des|ses|vos|leurs) ")
_YEARS: Final = (1500, 2500)
_CELLS: Final = ("number", "choice", "text", "switch")


def faults(data: SimulatorData) -> list[Text]:
    """Return what is wrong with a simulator's data, a sentence each; empty when all is well."""
    found = list(_ids(data))
    for item in data.parameters:
        place = f"{data.id}/{item.id}"
        found += _provenance(item, place)
        found += _field(item, place)
        for column in item.columns:
            if column.type not in _CELLS:
                found.append(
                    Text(
                        f"{place}/{column.id} : le type « {column.type} » ne convient pas ;"
                        f" choisissez parmi {', '.join(_CELLS)}.",
                        f"{place}/{column.id}: a column cannot be “{column.type}”;"
                        f" choose among {', '.join(_CELLS)}.",
                    )
                )
            found += _field(column, f"{place}/{column.id}")
        found += _default(item, place)
    for place, phrase in _phrases(data):
        if _PLURAL.match(phrase.fr):
            found.append(
                Text(
                    f"{place} : « {phrase.fr} » est au pluriel ;"
                    " tournez-le au singulier pour que le verbe s’accorde.",
                    f"{place}: “{phrase.fr}” is plural; put it in the singular,"
                    " so that the verb agrees.",
                )
            )
    return found


def _ids(data: SimulatorData) -> Iterator[Text]:
    """Find ids written twice or in another alphabet than ours."""
    groups = [
        (data.id, [item.id for item in data.parameters]),
        (f"{data.id} (indicators)", [item.id for item in data.indicators]),
        *(
            (f"{data.id}/{item.id}", [column.id for column in item.columns])
            for item in data.parameters
        ),
    ]
    for place, ids in groups:
        for name, count in Counter(ids).items():
            if count > 1 or not _ID.fullmatch(name):
                yield Text(
                    f"{place} : l’identifiant « {name} » est répété ou mal formé ;"
                    " employez une fois des minuscules, chiffres et traits.",
                    f"{place}: the id “{name}” is repeated or malformed;"
                    " use lower-case letters, digits and dashes, once.",
                )


def _provenance(item: Parameter, place: str) -> Iterator[Text]:
    if item.source == "hypothesis" and item.reason:
        return
    if item.source != "hypothesis" and _SOURCE.fullmatch(item.source):
        return
    yield Text(
        f"{place} : la source « {item.source} » n’est ni une section (G 3.1.2, R 5.7)"
        " ni une hypothèse motivée ; donnez l’une ou l’autre.",
        f"{place}: the source “{item.source}” is neither a section (G 3.1.2, R 5.7)"
        " nor a hypothesis with its reason; give one or the other.",
    )


def _field(spec: Parameter | Column, place: str) -> Iterator[Text]:
    if spec.type == "number" and (spec.min is None or spec.max is None or spec.min >= spec.max):
        yield Text(
            f"{place} : un nombre demande deux limites ; ajoutez « min » et « max ».",
            f"{place}: a number needs two limits; add “min” and “max”.",
        )
    if _is_year(spec) != (spec.format == "year"):
        yield Text(
            f"{place} : une année s’écrit d’un seul tenant ; ajoutez « format: year » à un nombre"
            " entier de 1500 à 2500, et à lui seul.",
            f"{place}: a year is written without a break; give “format: year” to a whole number"
            " from 1500 to 2500, and to nothing else.",
        )
    if spec.type in {"choice", "choices"} and len({option.id for option in spec.options}) < 2:  # noqa: PLR2004
        yield Text(
            f"{place} : un choix demande deux options au moins ; complétez « options ».",
            f"{place}: a choice needs at least two options; complete “options”.",
        )


def _is_year(spec: Parameter | Column) -> bool:
    if spec.type != "number" or spec.min is None or spec.max is None:
        return False
    return spec.digits == 0 and _YEARS[0] <= spec.min and spec.max <= _YEARS[1]


def _default(item: Parameter, place: str) -> Iterator[Text]:
    for language in LANGUAGES:
        try:
            check_one(item, localised(item.default, language))
        except ValueRefusal as refusal:
            yield Text(
                f"{place} : la valeur par défaut est refusée ({refusal.text.fr})",
                f"{place}: the default value is refused ({refusal.text.en})",
            )


def _phrases(data: SimulatorData) -> Iterator[tuple[str, Text]]:
    for item in data.parameters:
        yield f"{data.id}/{item.id}", item.phrase
        for column in item.columns:
            if column.phrase:
                yield f"{data.id}/{item.id}/{column.id}", column.phrase
    for indicator in data.indicators:
        yield f"{data.id}/{indicator.id}", indicator.phrase
