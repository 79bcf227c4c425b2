"""What the last change did, in words, whatever the simulator.

“With the weight of language at 30 instead of 20, the chance of coming first
falls from 88% to 81%.” The French patterns put no « à » or « de » before a
phrase that brings its own article, so nothing needs contracting; phrases are
in the singular, so the verb is too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.text import Language, Text, enumeration
from passerelles_widgets.simulators.base import Column, Parameter, SimulatorData
from passerelles_widgets.simulators.wording import indicator_value, quoted, spec_value

Measured = tuple[Mapping[str, Any], Mapping[str, float]]

_MOST_NAMED: Final = 3
_MOST_INDICATORS: Final = 3

UNCHANGED: Final = Text("Aucune valeur n’a changé.", "No value has changed.")
NO_EFFECT: Final = Text("aucun indicateur ne change", "no indicator changes")
TOO_LITTLE: Final = Text(
    "les indicateurs changent trop peu pour que cela se voie",
    "the indicators change too little to show",
)
_AT: Final = Text(
    "Avec {phrase} à {new} au lieu de {old}", "With {phrase} at {new} instead of {old}"
)
_AS: Final = Text(
    "Avec {new} au lieu de {old} pour {phrase}", "With {phrase} set to {new} instead of {old}"
)
_ON: Final = Text("Avec {phrase}", "With {phrase}")
_OFF: Final = Text("Sans {phrase}", "Without {phrase}")
_OTHER: Final = Text("Avec d’autres valeurs pour {phrase}", "With other values for {phrase}")
_ADDED: Final = Text("Avec {row} en plus dans {phrase}", "With {row} added to {phrase}")
_REMOVED: Final = Text("Sans {row} dans {phrase}", "Without {row} in {phrase}")
_FOR_ROW: Final = Text("{change} ({row})", "{change} ({row})")
_UNNAMED: Final = Text("une ligne sans nom", "an unnamed row")
_MORE: Final = Text("{count} autres paramètres", "{count} other parameters")
_ONE_MORE: Final = Text("un autre paramètre", "one other parameter")
_FALLS: Final = Text("{phrase} baisse de {old} à {new}", "{phrase} falls from {old} to {new}")
_RISES: Final = Text("{phrase} monte de {old} à {new}", "{phrase} rises from {old} to {new}")


def sentence(data: SimulatorData, before: Measured, after: Measured, language: Language) -> str:
    """Compare two scenarios, each with its indicators, in one sentence."""
    changed = [item for item in data.parameters if before[0][item.id] != after[0][item.id]]
    if not changed:
        return UNCHANGED[language]
    if len(changed) == 1:
        item = changed[0]
        cause = _one(item, before[0][item.id], after[0][item.id], language)
    else:
        cause = _OTHER[language].format(phrase=_several(changed, language))
    return f"{cause}, {_effect(data, before[1], after[1], language)}."


def _effect(
    data: SimulatorData,
    before: Mapping[str, float],
    after: Mapping[str, float],
    language: Language,
) -> str:
    """Name the first indicators whose written value changes."""
    parts = []
    moved = False
    for item in data.indicators:
        old, new = before[item.id], after[item.id]
        moved = moved or old != new
        written = (indicator_value(item, old, language), indicator_value(item, new, language))
        if written[0] == written[1]:
            continue
        pattern = _FALLS if new < old else _RISES
        parts.append(
            pattern[language].format(phrase=item.phrase[language], old=written[0], new=written[1])
        )
    if not parts:
        return (TOO_LITTLE if moved else NO_EFFECT)[language]
    return enumeration(parts[:_MOST_INDICATORS], language)


def _several(changed: list[Parameter], language: Language) -> str:
    named = [item.phrase[language] for item in changed[:_MOST_NAMED]]
    rest = len(changed) - len(named)
    if rest == 1:
        named.append(_ONE_MORE[language])
    elif rest:
        named.append(_MORE[language].format(count=rest))
    return enumeration(named, language)


def _one(item: Parameter, old: Any, new: Any, language: Language) -> str:
    if item.type == "table":
        return _table(item, old, new, language)
    return _scalar(item, item.phrase[language], old, new, language)


def _scalar(item: Parameter | Column, phrase: str, old: Any, new: Any, language: Language) -> str:
    """Say that one value changed; choices and text are quoted."""
    if item.type == "switch":
        return (_ON if new else _OFF)[language].format(phrase=phrase)
    written = [spec_value(item, value, language) for value in (old, new)]
    if item.type == "number":
        return _AT[language].format(phrase=phrase, old=written[0], new=written[1])
    old_text, new_text = (quoted(text or "–", language) for text in written)
    return _AS[language].format(phrase=phrase, old=old_text, new=new_text)


def _table(
    item: Parameter, old: list[dict[str, Any]], new: list[dict[str, Any]], language: Language
) -> str:
    """Say what changed in a table: a cell, a row more, a row fewer, or several cells."""
    phrase = item.phrase[language]
    if len(new) == len(old) + 1:
        at = _odd_one_out(new, old)
        if at is not None:
            return _ADDED[language].format(row=row_name(item, new[at], language), phrase=phrase)
    if len(old) == len(new) + 1:
        at = _odd_one_out(old, new)
        if at is not None:
            return _REMOVED[language].format(row=row_name(item, old[at], language), phrase=phrase)
    cells = [
        (index, column)
        for index, (a, b) in enumerate(zip(old, new, strict=False))
        for column in item.columns
        if a[column.id] != b[column.id]
    ]
    if len(old) != len(new) or not cells or len({index for index, _ in cells}) > 1:
        return _OTHER[language].format(phrase=phrase)
    index, column = cells[0]
    row = row_name(item, old[index], language)
    if len(cells) > 1:
        return _OTHER[language].format(phrase=row)
    named = column.phrase or column.label
    change = _scalar(
        column, named[language], old[index][column.id], new[index][column.id], language
    )
    return _FOR_ROW[language].format(change=change, row=row)


def _odd_one_out(longer: list[dict[str, Any]], shorter: list[dict[str, Any]]) -> int | None:
    """Return the index of the row of `longer` that `shorter` lacks, if that is all."""
    for index, row in enumerate(longer):
        if index == len(shorter) or row != shorter[index]:
            return index if longer[index + 1 :] == shorter[index:] else None
    return None


def row_name(item: Parameter, row: Mapping[str, Any], language: Language) -> str:
    """Name a row by its first text column, else by its first choice."""
    for column in item.columns:
        if column.type in ("text", "choice"):
            written = spec_value(column, row[column.id], language)
            return written or _UNNAMED[language]
    return _UNNAMED[language]
