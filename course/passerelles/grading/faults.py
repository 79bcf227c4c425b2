"""Faults of the system during a run, said as a person can use them: what gave way, what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from passerelles.dossier.files import refusal
from passerelles.grading.database import address, exists, shown
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

_SYSTEM: Final = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EROFS", "EACCES", "EPERM", "EIO")
    if hasattr(errno, name)
)
_REASON_LENGTH: Final = 200
GRADEBOOK: Final = "gradebook.db"
Passing = Literal["busy", "gone"]
"""Faults of a gradebook that mend themselves: somebody writes in it, its server restarts."""
_GONE_CODES: Final = ("08", "57P0", "53300")
"""PostgreSQL's: connection lost, server ending or starting, no connection left."""
_GONE_WORDS: Final = (
    "network error",
    "communication error",
    "connection is closed",
    "create a connection",
)
"""pg8000's, which has one class for all that can happen to a connection."""
GENERAL: Final = Refusal(
    "La correction s’est arrêtée ; le détail est dans logs/grading.log de la classe. "
    "Recommencez : ce qui est déjà corrigé ne l’est pas deux fois.",
    "Grading stopped; the details are in the classroom’s logs/grading.log. Try again: what has "
    "been graded already is not graded twice.",
)


def said(fault: BaseException) -> Refusal | None:
    """Return a sentence for a fault of the machine or of the gradebook, `None` for any other."""
    from sqlalchemy.exc import NoResultFound, SQLAlchemyError  # noqa: PLC0415 - slow to load

    for one in _chain(fault):
        if isinstance(one, Refusal):
            return one
        # nbgrader looks for rows before it makes them: that there is none is no fault.
        if isinstance(one, SQLAlchemyError) and not isinstance(one, NoResultFound):
            return _gradebook(one)
        if isinstance(one, OSError) and one.errno in _SYSTEM:
            return refusal(one, str(one.filename or GRADEBOOK).rpartition("/")[2])
    # nbgrader keeps the reason of its converters in their log alone.
    words = str(fault)
    if f"[Errno {errno.ENOSPC}]" in words or "disk is full" in words:
        return _full()
    return _busy() if "database is locked" in words else None


def passing(fault: BaseException) -> Passing | None:
    """Return which fault of the gradebook that mends itself this is, `None` for any other.

    For faults of what does nothing but ask the gradebook.
    """
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - slow to load

    for one in _chain(fault):
        if isinstance(one, ConnectionError):  # pg8000 lets some of them through
            return "gone"
        if isinstance(one, DBAPIError):
            if "database is locked" in str(one.orig):
                return "busy"
            if one.connection_invalidated or _gone(one.orig):
                return "gone"
    return None


def gone(fault: BaseException) -> Refusal:
    """Say that the gradebook's server no longer answers."""
    reason = " ".join(str(getattr(fault, "orig", None) or fault).split())[:_REASON_LENGTH]
    return Refusal(
        f"Le carnet de notes ne répond plus ({reason}) ; remettez PostgreSQL en marche, puis "
        "relancez la même commande : ce qui est corrigé ne l’est pas deux fois.",
        f"The gradebook no longer answers ({reason}); start PostgreSQL again, then run the "
        "same command: what has been graded is not graded twice.",
    )


def check_gradebook(classroom: Classroom) -> None:
    """Refuse a run without a gradebook: nbgrader would make an empty one and tell nobody."""
    url = address(classroom)
    if not exists(url) or _emptied(url):
        raise Refusal(
            f"Le carnet de notes « {shown(url)} » manque ; restaurez-le d’une sauvegarde ou, dans "
            "un cours qui n’a encore rien publié, lancez « nbgrader generate_assignment ».",
            f"The gradebook “{shown(url)}” is missing; restore it from a backup or, in a course "
            "that has not released anything yet, run “nbgrader generate_assignment”.",
        )


def _emptied(url: str) -> bool:
    path = Path(shown(url))
    return url.startswith("sqlite") and path.is_file() and not path.stat().st_size


def _gradebook(error: Any) -> Refusal:
    words = " ".join(str(getattr(error, "orig", None) or error).split())
    if "disk is full" in words:
        return _full()
    if "locked" in words:
        return _busy()
    reason = words[:_REASON_LENGTH]
    if passing(error) == "gone":
        return gone(error)
    return Refusal(
        f"Le carnet de notes est abîmé ou ne répond plus ({reason}) ; vérifiez qu’il est "
        "accessible ou restaurez-le d’une sauvegarde, puis recommencez.",
        f"The gradebook is damaged or no longer answers ({reason}); check that it can be reached "
        "or restore it from a backup, then try again.",
    )


def _gone(error: Any) -> bool:
    given = getattr(error, "args", ())
    if given and isinstance(given[0], dict):  # PostgreSQL's own answer; `C` is its code
        return str(given[0].get("C", "")).startswith(_GONE_CODES)
    return any(words in str(error) for words in _GONE_WORDS)


def _full() -> Refusal:
    return refusal(OSError(errno.ENOSPC, ""), GRADEBOOK)


def _busy() -> Refusal:
    return Refusal(
        "Un autre programme écrit dans le carnet de notes ; recommencez dans un instant.",
        "Another program is writing to the gradebook; try again in a moment.",
    )


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [fault]
    while waiting:
        one = waiting.pop(0)
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__]
