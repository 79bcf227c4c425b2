"""Plain JSON data at the door: what may enter a workspace's files, and in what form.

Everything a store reads or keeps passes through `plain` once. What lies behind
it is ordinary: finite numbers, text that can be written as UTF-8, a depth no
reader chokes on.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from passerelles.library.errors import Refusal

MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**63
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SIMULATOR_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
# Lone surrogates cannot be written as UTF-8, control characters not as XML (DOCX).
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT: Final = "\ufffd"


class Damaged(Exception):  # noqa: N818 - says what a file is, as `Refusal` does
    """A file that is there and cannot be understood; the argument says why, in English."""


def check_id(value: Any, *, simulator: bool = False) -> str:
    """Return `value` if it is a safe id (it may become a file name); raise `Refusal`.

    Simulator ids may also hold underscores (`seasonal_work`).
    """
    pattern = _SIMULATOR_ID if simulator else _ID
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    shown = ascii(value)[:40]
    raise Refusal(
        f"L’identifiant {shown} n’est pas valable ; employez de 1 à 64 lettres minuscules "
        "sans accent, chiffres et traits d’union.",
        f"The id {shown} is not valid; use 1 to 64 lower-case letters, digits and hyphens.",
    )


def plain(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return a copy of `value` that is plain JSON data; raise `Refusal` when it cannot be.

    Tuples become lists. Characters that no file or document can hold (lone
    surrogates, control characters) become U+FFFD rather than being refused: they
    come with pasted text, and the rest of the text is worth keeping.
    """
    if isinstance(value, str):
        return _UNPRINTABLE.sub(REPLACEMENT, value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if isinstance(value, int) and abs(value) <= MAX_INTEGER:
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        raise Refusal(
            "Une valeur est un nombre infini ou démesuré ; entrez un nombre ordinaire.",
            "A value is an infinite or enormous number; enter an ordinary number.",
        )
    if depth == 0:
        raise Refusal(
            f"Ces données sont imbriquées sur plus de {MAX_DEPTH} niveaux ; simplifiez-les.",
            f"This data is nested more than {MAX_DEPTH} levels deep; simplify it.",
        )
    if isinstance(value, (list, tuple)):
        return [plain(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {_key(key): plain(item, depth - 1) for key, item in value.items()}
    raise Refusal(
        f"Une valeur de type {type(value).__name__} ne peut pas être enregistrée ; "
        "employez du texte, des nombres ou des listes.",
        f"A value of type {type(value).__name__} cannot be saved; use text, numbers or lists.",
    )


def _key(key: Any) -> str:
    if isinstance(key, str):
        return _UNPRINTABLE.sub(REPLACEMENT, key)
    raise Refusal(
        "Une clé n’est pas du texte ; nommez chaque valeur par un texte.",
        "A key is not text; name every value with text.",
    )


def encode(value: Any) -> bytes:
    """Write plain data as readable UTF-8 JSON, the same bytes for the same data."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def decode(raw: bytes) -> dict[str, Any]:
    """Read one JSON object from `raw`; raise `Damaged`.

    Stricter than `json.loads`: no NaN, no infinity, no duplicate keys, UTF-8 only
    (a byte-order mark is forgiven: Windows editors add one).
    """
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
        )
        value = plain(value)
    except Refusal as refusal:
        raise Damaged(refusal.text.en) from refusal
    except (ValueError, RecursionError) as error:
        raise Damaged(str(error) or type(error).__name__) from error
    if not isinstance(value, dict):
        raise Damaged("the top level is not an object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key occurs twice")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
