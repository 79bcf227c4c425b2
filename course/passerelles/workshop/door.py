"""The door of the room: what a message may hold, checked once, each refusal in a sentence.

A message is a JSON object `{"do": command, …}`. Nothing behind this door meets an unknown key,
a wrong type, a number out of range or a text that is too long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from passerelles.dossier.data import plain
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language

MAX_KEYS: Final = 20
MAX_NAME: Final = 40
_DEPTH: Final = 8


def received(message: Any) -> dict[str, Any]:
    """Return a message as plain data with a command in `do`; raise `Refusal`."""
    if not isinstance(message, Mapping) or len(message) > MAX_KEYS:
        raise not_understood()
    try:
        checked = plain(dict(message), _DEPTH)
    except RecursionError as error:
        raise not_understood() from error
    if not isinstance(checked.get("do"), str):
        raise not_understood()
    return dict(checked)


def only(message: Mapping[str, Any], *keys: str) -> None:
    """Refuse a message that holds another key than `keys`."""
    if set(message) - {"do", *keys}:
        raise not_understood()


def text(message: Mapping[str, Any], key: str, longest: int, *, empty: bool = False) -> str:
    """Return a text of one or more lines, spaces trimmed, at most `longest` characters."""
    value = message.get(key, "" if empty else None)
    if not isinstance(value, str):
        raise not_understood()
    if len(value) > 4 * longest:
        raise _too_long(longest)
    found = unicodedata.normalize("NFC", visible(value)).strip()
    if not found and not empty:
        raise Refusal(
            "Il manque un texte ; écrivez-le, puis recommencez.",
            "A text is missing; write it, then try again.",
        )
    if len(found) > longest:
        raise _too_long(longest)
    return found


def name(value: Any) -> str:
    """Return a name of one line, its spaces squeezed, 1 to 40 characters; raise `Refusal`."""
    if not isinstance(value, str) or len(value) > 4 * MAX_NAME:
        raise _bad_name()
    found = " ".join(unicodedata.normalize("NFC", visible(value)).split())
    if not 1 <= len(found) <= MAX_NAME or not any(sign.isalnum() for sign in found):
        raise _bad_name()
    return found


def visible(value: str) -> str:
    """Return `value` without the signs that cannot be seen and steer what stands around them."""
    return "".join(
        sign
        for sign in value
        if sign in "\n\t\u200d\u200c" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )


def alike(value: str) -> str:
    """Return what two names have in common when a person would take them for the same."""
    spread = unicodedata.normalize("NFKD", value.casefold())
    return "".join(sign for sign in spread if sign.isalnum())


def number(message: Mapping[str, Any], key: str, low: float, high: float) -> float:
    """Return a finite number between `low` and `high`."""
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise not_understood()
    if not low <= value <= high:
        raise Refusal(
            f"Ce nombre doit être compris entre {low:g} et {high:g} ; corrigez-le.",
            f"This number must lie between {low:g} and {high:g}; correct it.",
        )
    return float(value)


def whole(message: Mapping[str, Any], key: str, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`."""
    value = number(message, key, low, high)
    if value != int(value):
        raise not_understood()
    return int(value)


def flag(message: Mapping[str, Any], key: str) -> bool:
    """Return true or false."""
    value = message.get(key)
    if not isinstance(value, bool):
        raise not_understood()
    return value


def language(value: Any) -> Language:
    """Return a language of the course."""
    for known in LANGUAGES:
        if value == known:
            return known
    raise Refusal(
        "Cette langue n’existe pas ici ; choisissez le français ou l’anglais.",
        "This language does not exist here; choose French or English.",
    )


def not_understood() -> Refusal:
    """Return the refusal of a message no page of the room would send."""
    return Refusal(
        "La salle n’a pas compris ce message ; rechargez la page, puis recommencez.",
        "The room did not understand this message; reload the page, then try again.",
    )


def _too_long(longest: int) -> Refusal:
    return Refusal(
        f"Ce texte est trop long ; gardez {longest} caractères au plus.",
        f"This text is too long; keep {longest} characters at most.",
    )


def _bad_name() -> Refusal:
    return Refusal(
        f"Ce nom ne convient pas ; écrivez de 1 à {MAX_NAME} caractères, dont une lettre "
        "ou un chiffre.",
        f"This name will not do; write 1 to {MAX_NAME} characters, one of them a letter or a "
        "digit.",
    )
