"""What a learner typed, read as a number or as a wording, in either language.

Pure and total: any text gives an answer, never an exception.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any, Final

LONGEST: Final = 1_000
"""Characters read of a number or a short answer; the rest cannot make it right."""

_NUMBER: Final = re.compile(
    r"(?P<sign>[+\-\u2212]?)\s*[€$£]?\s*"
    r"(?P<body>\d[\d\s.,'\u2019]*)"
    r"(?P<percent>%?)(?P<unit>[^\d.,%]{0,60})"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[\s'\u2019]\d{3})+(?=[.,]|$)")
_PLAIN: Final = re.compile(r"\d+(?:[.,]\d*)?")
_COMMAS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_POINTS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?")


def finite(value: Any) -> float | None:
    """Return a JSON number as a finite float; `None` for anything else (true, NaN, 10**400)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        read = float(value)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def readings(value: Any) -> tuple[float, ...]:
    """Return every number that `value` may mean, the likeliest first.

    `1 234,5`, `1,234.5` and `1.234,5` each mean one number. `1,234` means 1.234
    to a French reader and 1234 to an English one: both are returned. `62 %`
    means 62, or 0.62 where a share of one is asked for.
    """
    number = finite(value)
    if number is not None:
        return (number,)
    if not isinstance(value, str):
        return ()
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", value[:LONGEST]).strip())
    if found is None:
        return ()
    sign = -1.0 if found["sign"] in {"-", "\u2212"} else 1.0
    numbers = [sign * number for number in _magnitudes(found["body"].strip())]
    if found["percent"]:
        numbers += [number / 100 for number in numbers]
    return tuple(numbers)


def _magnitudes(body: str) -> list[float]:
    grouped = _GROUPED.match(body)
    if grouped:
        body = re.sub(r"[\s'\u2019]", "", grouped.group()) + body[grouped.end() :]
    written: dict[str, None] = {}
    if _PLAIN.fullmatch(body):
        written[body.replace(",", ".")] = None
    if not grouped and _COMMAS.fullmatch(body):
        written[body.replace(",", "")] = None
    if not grouped and _POINTS.fullmatch(body):
        written[body.replace(".", "").replace(",", ".")] = None
    numbers = (float(text) for text in written)
    return [number for number in numbers if math.isfinite(number)]


def wording(value: Any) -> str:
    """Return a short answer as it is compared: letters and digits only, no case, no accents."""
    if not isinstance(value, str):
        return ""
    spread = unicodedata.normalize("NFKD", value[:LONGEST])
    return "".join(sign for sign in spread.casefold() if sign.isalnum())
