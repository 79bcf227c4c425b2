"""Text in both languages, and numbers as a reader of each expects them.

French puts a no-break space before `: ; ? ! %` and a narrow one between
thousands; English uses a comma and no space. Every string of the course is a
`Text`, so a sentence cannot exist in one language only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT_LANGUAGE: Final[Language] = "fr"

NBSP: Final = "\u00a0"
NARROW_NBSP: Final = "\u202f"


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text in French and in English; neither may be missing."""

    fr: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def format(self, **values: object) -> Text:
        """Fill `{name}` places; a `Text` value is filled in its own language."""
        filled = {
            language: self[language].format(
                **{k: v[language] if isinstance(v, Text) else v for k, v in values.items()}
            )
            for language in LANGUAGES
        }
        return Text(filled["fr"], filled["en"])


def is_text(value: Any) -> bool:
    """Tell whether a YAML or JSON value is a `{fr, en}` pair."""
    return isinstance(value, Mapping) and set(value) == set(LANGUAGES)


def localised(value: Any, language: Language) -> Any:
    """Replace every `{fr, en}` pair inside `value` by its text in `language`."""
    if isinstance(value, Text):
        return value[language]
    if is_text(value):
        return value[language]
    if isinstance(value, Mapping):
        return {key: localised(item, language) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [localised(item, language) for item in value]
    return value


def number(value: float, language: Language, digits: int | None = None) -> str:
    """Write `value` with `digits` decimals (at most three when not given)."""
    if digits is None:
        written = f"{value:,.3f}".rstrip("0").rstrip(".")
    else:
        written = f"{value:,.{digits}f}"
    if float(written.replace(",", "")) == 0:
        written = written.lstrip("-")
    if language == "fr":
        written = written.replace(",", NARROW_NBSP).replace(".", ",")
    return written.replace("-", "\u2212")


def percent(share: float, language: Language, digits: int = 0) -> str:
    """Write a share of one as a percentage: `0.815` is “82%” or « 82 % »."""
    space = NBSP if language == "fr" else ""
    return f"{number(share * 100, language, digits)}{space}%"


def money(
    amount: float, language: Language, currency: Literal["EUR", "USD"] = "EUR", digits: int = 0
) -> str:
    """Write an amount in `currency`: “€1,495,000” or « 1 495 000 € »."""
    sign = {"EUR": "€", "USD": "$" if language == "en" else "$US"}[currency]
    written = number(abs(amount), language, digits)
    minus = "\u2212" if amount < 0 and float(f"{amount:.{digits}f}") != 0 else ""
    return f"{minus}{sign}{written}" if language == "en" else f"{minus}{written}{NBSP}{sign}"


_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def month(year: int, number_in_year: int, language: Language) -> str:
    """Write a month (1 to 12) with its year: “June 2028”, « juin 2028 »."""
    return f"{_MONTHS[language][number_in_year - 1]} {year}"


def moment(iso: str, language: Language) -> str:
    """Write an ISO 8601 time as a reader does, in UTC: “22 November 2026, 14:05:09 UTC”.

    What is no such time is returned as it is.
    """
    try:
        when = datetime.fromisoformat(iso).astimezone(UTC)
    except ValueError:
        return iso
    day = "1er" if language == "fr" and when.day == 1 else str(when.day)
    date = f"{day}{NBSP}{_MONTHS[language][when.month - 1]} {when.year}"
    if language == "fr":
        return f"{date} à {when:%H}{NBSP}h{NBSP}{when:%M}{NBSP}min{NBSP}{when:%S}{NBSP}s{NBSP}UTC"
    return f"{date}, {when:%H:%M:%S}{NBSP}UTC"


def singular(value: float, language: Language) -> bool:
    """Tell whether a number takes the singular: up to 2 in French, 1 alone in English."""
    return abs(value) < 2 if language == "fr" else value == 1  # noqa: PLR2004


def enumeration(items: Iterable[str], language: Language) -> str:
    """Join items as a sentence does: “a, b and c”, « a, b et c »."""
    parts = list(items)
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    conjunction = "et" if language == "fr" else "and"
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"
