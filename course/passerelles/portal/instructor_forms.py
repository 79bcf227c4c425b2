"""The forms of the instructor's pages, read at the door: every field checked, once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from passerelles.grading.extensions import MOST_ATTEMPTS
from passerelles.library.errors import Refusal

Field = Callable[[str], str]
"""Gives the text of a field of the form, empty where there is none."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "late": ("accept", "refuse", "penalty"),
    "counts": ("best", "last"),
    "feedback": ("automatic", "manual"),
}
_WHOLE: Final = re.compile(r"[0-9]{1,3}")
_EARLIEST, _LATEST = 2000, 2100


def rules(field: Field, exercises: tuple[str, ...]) -> dict[str, Any]:
    """Return the rules that the form states, as keys of `passerelles.yml`; raise `Refusal`."""
    wanted: dict[str, Any] = {}
    for key, offered in CHOICES.items():
        wanted[key] = field(key)
        if wanted[key] not in offered:
            raise Refusal(
                "Ce choix n’est pas proposé\u00a0; rechargez la page et choisissez dans la liste.",
                "This choice is not offered; reload the page and choose from the list.",
            )
    wanted["attempts"] = whole(field("attempts"))
    wanted["penalty_percent"] = _percent(field("penalty_percent"))
    due = moment(field("deadline"))
    wanted["deadline"] = due.isoformat() if due else None
    dated = {one: moment(field(f"deadline-{one}")) for one in exercises}
    wanted["deadlines"] = {one: when.isoformat() for one, when in dated.items() if when}
    return wanted


def moment(text: str) -> datetime | None:
    """Return a date and time typed in this machine's zone, None when left empty; may refuse."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise _no_date() from error
    if not _EARLIEST <= found.year < _LATEST:
        raise _no_date()
    return found


def whole(text: str) -> int:
    """Return a number of attempts; raise `Refusal`."""
    clean = text.strip()
    if not _WHOLE.fullmatch(clean) or int(clean) > MOST_ATTEMPTS:
        raise Refusal(
            f"Le nombre de remises est un entier de 0 à {MOST_ATTEMPTS}\u00a0; corrigez-le.",
            f"The number of attempts is a whole number from 0 to {MOST_ATTEMPTS}; correct it.",
        )
    return int(clean)


def _percent(text: str) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not 0 < found <= 100:  # noqa: PLR2004 - per cent
        raise Refusal(
            "Les points retirés par jour vont de plus de 0 à 100\u00a0%\u00a0; corrigez ce nombre.",
            "What a day of lateness costs is above 0% and at most 100%; correct this number.",
        )
    return found


def _no_date() -> Refusal:
    return Refusal(
        "Cette date ne se lit pas\u00a0; écrivez-la ainsi\u00a0: 2027-01-31T18:00.",
        "This date cannot be read; write it like this: 2027-01-31T18:00.",
    )
