"""Signs that a sentence of an agreement says something one can check: names, dates, amounts.

The signs are looked for in French and in English alike, without regard to case or
accents. They are crude on purpose and say so: a sentence can carry every sign and still
promise nothing, so the learner is told what was found, not that the text is good. A text
that carries none of them, on the other hand, holds no date, no name and no figure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Sign = Literal[
    "length",
    "both",
    "law",
    "figure",
    "measure",
    "migrants",
    "rhythm",
    "plan",
    "target",
    "dates",
    "amount",
    "payer",
    "body",
]

_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = re.compile(rf"\b{_YEAR}(?:-\d\d?){{0,2}}\b")
_TARGET: Final = re.compile(r"\b(?:1[0-7]|[1-9])\.(?:\d{1,2}|[a-d])\b")
_NUMBER: Final = re.compile(r"\d")
_CURRENCY: Final = (
    r"(?:k|m)?(?:€|\$|£)|euros?\b|dollars?\b|dirhams?\b|dinars?\b|francs?\b|fcfa\b|cfa\b|pesos?\b"
    r"|eur\b|usd\b|xof\b|mad\b"
)
_MULTIPLE: Final = r"(?:(?:million|milliard|billion|thousand|millier)s?(?: d’| d'| de )?\s*)?"
_AMOUNT: Final = re.compile(rf"\d\s*{_MULTIPLE}(?:{_CURRENCY})|(?:€|\$|£)\s*\d")
_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "law": re.compile(r"\b(?:competence|loi|law|pouvoir|power|statut|charte|charter)"),
    "migrants": re.compile(r"migra|migre|diaspora|deplacee?s|displaced|refugi|refugee"),
    "rhythm": re.compile(
        r"\b(?:chaque|tous les|toutes les|par (?:an|mois|semestre|trimestre)|mensuel|trimestr"
        r"|semestr|annuel|mi-parcours|every|each|monthly|quarter|half-year|yearly|annual|(?:a|per)"
        r" (?:year|month)|mid-term|half-way|halfway)"
    ),
    "plan": re.compile(r"\b(?:plans?|strateg\w*|agendas?|programmes?|schemas?|pdm|scheme)\b"),
    "body": re.compile(
        r"\b(?:comites?|conseils?|commissions?|plateformes?|assemblees?|committees?|councils?"
        r"|boards?|platforms?|assembl\w+)\b"
    ),
    "share": re.compile(r"\b(?:chacune?|chaque|moitie|tiers|half|each|third|both|deux)\b"),
}
_COMMON: Final = frozenset(
    {"ville", "commune", "province", "region", "departement", "district", "comte", "mairie"}
    | {"city", "town", "municipality", "county", "department", "village"}
)
_LONG_ENOUGH: Final = 3  # letters a word of a name needs to tell it from another


@dataclass(frozen=True, slots=True)
class Parties:
    """The names of the two authorities, and the number of words a sentence needs."""

    home: str
    partner: str
    words: int


def folded(text: str) -> str:
    """Return `text` in small letters without accents, its apostrophes alike."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "’"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def years(text: str) -> tuple[int, ...]:
    """Return the years a text names, in its order."""
    return tuple(int(found.group()[:4]) for found in _DATE.finditer(text))


def missing(text: str, signs: tuple[Sign, ...], parties: Parties) -> tuple[Sign, ...]:
    """Return which of `signs` a text does not carry."""
    plain = folded(text)
    return tuple(sign for sign in signs if not _CHECKS[sign](plain, parties))


def names(plain: str, name: str) -> bool:
    """Tell whether a folded text holds a telling word of `name` (“Kaolé” for “city of Kaolé”)."""
    words = [word for word in re.findall(r"\w+", folded(name)) if len(word) >= _LONG_ENOUGH]
    telling = [word for word in words if word not in _COMMON] or words
    return any(re.search(rf"\b{re.escape(word)}\b", plain) for word in telling)


def _both(plain: str, parties: Parties) -> bool:
    return names(plain, parties.home) and names(plain, parties.partner)


def _figure(plain: str, _parties: Parties) -> bool:
    # A year or the number of a target measures nothing.
    return bool(_NUMBER.search(_TARGET.sub("", _DATE.sub("", plain))))


def _measure(plain: str, parties: Parties) -> bool:
    return _figure(plain, parties) or bool(_DATE.search(plain))


def _dates(plain: str, _parties: Parties) -> bool:
    return len({found.group() for found in _DATE.finditer(plain)}) > 1


def _rhythm(plain: str, _parties: Parties) -> bool:
    return bool(_WORDS["rhythm"].search(plain) or _DATE.search(plain))


def _payer(plain: str, parties: Parties) -> bool:
    return (
        names(plain, parties.home)
        or names(plain, parties.partner)
        or bool(_WORDS["share"].search(plain))
    )


def _holds(word: str) -> Callable[[str, Parties], bool]:
    return lambda plain, _parties: bool(_WORDS[word].search(plain))


_CHECKS: Final[Mapping[Sign, Callable[[str, Parties], bool]]] = {
    "length": lambda plain, parties: len(re.findall(r"\w+", plain)) >= parties.words,
    "both": _both,
    "law": _holds("law"),
    "figure": _figure,
    "measure": _measure,
    "migrants": _holds("migrants"),
    "rhythm": _rhythm,
    "plan": _holds("plan"),
    "target": lambda plain, _parties: bool(_TARGET.search(plain)),
    "dates": _dates,
    "amount": lambda plain, _parties: bool(_AMOUNT.search(plain)),
    "payer": _payer,
    "body": _holds("body"),
}
