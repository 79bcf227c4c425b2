"""Numbers as spreadsheets write them: decimal comma or point, spaces or marks by thousands.

A number such as `1 234,5`, `1,234.5` or `1.234.567` reads in one way only. `1,234` alone may
be a thousand or one and a bit: the other numbers of the column decide, then a file separated
by semicolons, where the comma can only be a decimal one; otherwise it is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final, Literal

Mark = Literal[",", "."]

_SPACES: Final = re.compile("[\\s\u00a0\u202f\u2009’']")
_PLAIN: Final = re.compile(r"[+-]?\d{1,18}")
_MARKED: Final = re.compile(r"[+-]?\d{1,18}[.,]\d{0,18}|[+-]?[.,]\d{1,18}")
_DOUBTFUL: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPED: Final[dict[Mark, re.Pattern[str]]] = {
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})*(,\d{0,18})?"),
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})*(\.\d{0,18})?"),
}
LARGEST: Final = 1e12


def bare(text: str) -> str:
    """Return a number without spaces or percent sign, its minus the plain one."""
    return _SPACES.sub("", text).replace("\u2212", "-").removesuffix("%")


def decimal_mark(written: Iterable[str], separator: str) -> Mark | None:
    """Return the decimal mark a column uses, from its numbers and the file's separator.

    None when nothing tells, or when numbers contradict each other.
    """
    found: set[Mark] = {mark for text in written if (mark := _told(bare(text))) is not None}
    if len(found) == 1:
        return found.pop()
    return "," if separator == ";" and not found else None


def _told(text: str) -> Mark | None:
    """Return the decimal mark one number betrays, None when it betrays none."""
    if _DOUBTFUL.fullmatch(text) or _PLAIN.fullmatch(text):
        return None
    if _MARKED.fullmatch(text):
        return "," if "," in text else "."
    for mark, pattern in _GROUPED.items():
        if pattern.fullmatch(text):
            return mark
    return None


def doubtful(text: str) -> bool:
    """Tell whether a number reads in two ways."""
    return _DOUBTFUL.fullmatch(bare(text)) is not None


def number(text: str, mark: Mark | None) -> float | None:
    """Return the number `text` writes; None when it is none, or too large, or in doubt."""
    written = bare(text)
    if _PLAIN.fullmatch(written):
        return _finite(float(written))
    if _DOUBTFUL.fullmatch(written):
        if mark is None:
            return None
        thousands = "." if mark == "," else ","
        return _finite(float(written.replace(thousands, "").replace(",", ".")))
    if _MARKED.fullmatch(written):
        return _finite(float(written.replace(",", ".")))
    own = _told(written)
    if own is None:
        return None
    thousands = "." if own == "," else ","
    return _finite(float(written.replace(thousands, "").replace(",", ".")))


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) and abs(value) <= LARGEST else None
