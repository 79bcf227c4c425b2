"""What a library file must hold beyond its schema, each fault named by file and key.

Pure functions over the dataclasses of `schema`, called once when a file is read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.schema import Checklist, Territory
from passerelles.library.text import Text

# ISO 3166-1 alpha-2, the officially assigned codes; one string, since 249 quoted ones hide a slip.
COUNTRIES: Final = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905
)

_ID: Final = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")  # 10.c is an SDG target
_SOURCE: Final = re.compile(
    r"G ([1-5](\.[1-9]){0,2}|annexe [1-5]|bibliographie)|R ([1-7](\.[1-9])?|foreword)"
)
_ADDRESS: Final = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?")
_LATITUDES: Final = (-90, 90)
_LONGITUDES: Final = (-180, 180)


def faulty(where: str, fr: str, en: str) -> Refusal:
    """Return the refusal of a library file; `where` is “file: key”."""
    return Refusal(f"{where} : {fr}", f"{where}: {en}")


def check_id(value: str, where: str) -> None:
    """Refuse an id that is not lower-case words joined by hyphens or dots."""
    if not _ID.fullmatch(value):
        raise faulty(
            where,
            f"l’identifiant « {value} » n’est pas valable ; "
            "écrivez des minuscules, des chiffres, des traits d’union ou des points.",
            f"the id “{value}” is not valid; write lower-case letters, digits, hyphens or dots.",
        )


def check_sources(sources: Iterable[str], where: str) -> None:
    """Refuse a reference that names no section of the two documents."""
    for source in sources:
        if not _SOURCE.fullmatch(source):
            raise faulty(
                where,
                f"« {source} » n’est pas une référence ; écrivez par exemple "
                "« G 3.1.5 », « G annexe 1 » ou « R 5.7 ».",
                f"“{source}” is not a reference; write for example "
                "“G 3.1.5”, “G annexe 1” or “R 5.7”.",
            )


def check_address(address: str | None, where: str) -> None:
    """Refuse an address that is not a web page’s."""
    if address is not None and not _ADDRESS.fullmatch(address):
        raise faulty(
            f"{where}: address",
            f"« {address} » n’est pas une adresse ; écrivez-la en entier, depuis http.",
            f"“{address}” is not an address; write it in full, from http on.",
        )


def check_territory(place: Territory, where: str) -> None:
    """Refuse an unknown country code, a lone coordinate or one off the globe."""
    if place.country is not None and place.country not in COUNTRIES:
        raise faulty(
            f"{where}.country",
            f"« {place.country} » n’est pas un code de pays ISO à deux lettres ; corrigez-le.",
            f"“{place.country}” is not a two-letter ISO country code; correct it.",
        )
    if (place.latitude is None) != (place.longitude is None):
        raise faulty(
            where,
            "latitude et longitude vont ensemble ; donnez les deux ou aucune.",
            "latitude and longitude go together; give both or neither.",
        )
    for key, value, (low, high) in (
        ("latitude", place.latitude, _LATITUDES),
        ("longitude", place.longitude, _LONGITUDES),
    ):
        if value is not None and not low <= value <= high:
            raise faulty(
                f"{where}.{key}",
                f"{value} est hors du globe ; donnez des degrés de {low} à {high}.",
                f"{value} is off the globe; give degrees from {low} to {high}.",
            )


def check_known(ids: Iterable[str], known: Collection[str], where: str) -> None:
    """Refuse the first of `ids` that is not among `known`, naming the nearest."""
    for wanted in ids:
        if wanted not in known:
            fr, en = nearest(wanted, known)
            raise faulty(
                where,
                f"« {wanted} » n’existe pas{fr} ; corrigez ce renvoi.",
                f"“{wanted}” does not exist{en}; correct this reference.",
            )


def check_unique(ids: Iterable[str], where: str) -> None:
    """Refuse an id that stands twice in one list."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise faulty(
                where,
                f"« {one} » figure deux fois ; gardez-en un.",
                f"“{one}” stands twice; keep one.",
            )
        seen.add(one)


def check_checklist(checklist: Checklist, where: str) -> None:
    """Refuse items or parts of one checklist that share an id."""
    check_unique((item.id for item in checklist.items), f"{where}: items")
    for item in checklist.items:
        check_id(item.id, f"{where}: items")
        for kind, parts in item.parts.items():
            check_unique((part.id for part in parts), f"{where}: items.{item.id}.parts.{kind}")


def check_texts(entry: Any, where: str) -> None:
    """Refuse a text left empty in one of the languages."""
    for path, text in _texts(entry, ""):
        for language in ("fr", "en"):
            if not text[language].strip():
                raise faulty(
                    f"{where}: {path}.{language}",
                    "ce texte est vide ; écrivez-le.",
                    "this text is empty; write it.",
                )


def nearest(wanted: str, known: Collection[str]) -> tuple[str, str]:
    """Return “ (nearest: …)” in French and English, or empty text if nothing is near."""
    near = difflib.get_close_matches(wanted, sorted(known), n=3, cutoff=0.5)
    if not near:
        return "", ""
    fr = ", ".join(f"« {one} »" for one in near)
    en = ", ".join(f"“{one}”" for one in near)
    return f" (les plus proches : {fr})", f" (the nearest: {en})"


def _texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Walk `value` for its texts, each with the path of keys that leads there."""
    if isinstance(value, Text):
        yield path, value
    elif is_dataclass(value):
        for one in fields(value):
            inner = f"{path}.{one.name}" if path else one.name
            yield from _texts(getattr(value, one.name), inner)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            key = getattr(item, "id", index)
            yield from _texts(item, f"{path}.{key}")
