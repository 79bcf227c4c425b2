"""Where a classroom's gradebook lies, and how it is opened: SQLite, or PostgreSQL by URL.

nbgrader reaches its gradebook by the address in `nbgrader_config.py`, and so do we:
there is one truth. PostgreSQL is reached through pg8000, the pinned driver, pure
Python; an address `postgresql://…` therefore stands there as `postgresql+pg8000://…`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from passerelles.grading.settings import NBGRADER_FILE, Classroom
from passerelles.library.errors import Refusal

DRIVER: Final = "postgresql+pg8000"
"""The dialect and driver of SQLAlchemy that PostgreSQL addresses are written with."""
WAIT_SECONDS: Final = 10
"""Seconds to wait for a server to answer or for another program to let go of an SQLite file."""
LONGEST_NAME: Final = 128
"""Characters of a learner's name in nbgrader's tables; SQLite does not hold to it."""
_REASON_LENGTH: Final = 200


def checked_url(url: str) -> str:
    """Return a gradebook's URL as `nbgrader_config.py` writes it; raise `Refusal`.

    `postgresql://user:password@host:port/name` names its driver; `sqlite:////path` stays.
    """
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - slow to load
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        parsed = make_url(url)
        port_is_a_number = parsed.port is None or parsed.port > 0
    except (ArgumentError, ValueError) as error:
        raise _unusable() from error
    if parsed.drivername in {"postgresql", "postgres", DRIVER} and parsed.database:
        if not port_is_a_number:
            raise _unusable()
        return str(parsed.set(drivername=DRIVER).render_as_string(hide_password=False))
    if parsed.drivername == "sqlite" and parsed.database and Path(parsed.database).is_absolute():
        return str(parsed.render_as_string(hide_password=False))
    raise _unusable()


def address(classroom: Classroom) -> str:
    """Return the URL of the gradebook; raise `Refusal` when `nbgrader_config.py` is unusable."""
    url = setting(classroom, "CourseDirectory", "db_url")
    return url if isinstance(url, str) and url else f"sqlite:///{classroom.root / 'gradebook.db'}"


def course_id(classroom: Classroom) -> str:
    """Return nbgrader's id of the course, which its exchange is kept under."""
    return str(setting(classroom, "CourseDirectory", "course_id") or "")


def shown(url: str) -> str:
    """Return a gradebook's URL for a person to read: no password in it."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - slow to load

    parsed = make_url(url)
    if parsed.drivername == "sqlite":
        return str(parsed.database)
    return str(parsed.set(drivername="postgresql", query={}).render_as_string())


def check_length(classroom: Classroom, student: str) -> None:
    """Refuse a name that the gradebook cannot hold: PostgreSQL keeps nbgrader's own limit."""
    if len(student) > LONGEST_NAME and _file(address(classroom)) is None:
        raise Refusal(
            f"Le carnet de notes de cette classe prend des noms de {LONGEST_NAME} caractères au "
            "plus ; choisissez-en un plus court.",
            f"The gradebook of this classroom takes names of at most {LONGEST_NAME} characters; "
            "choose a shorter one.",
        )


def exists(url: str) -> bool:
    """Tell whether there is a gradebook at `url`; raise `Refusal` when no server answers."""
    from sqlalchemy import inspect  # noqa: PLC0415 - slow to load
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    path = _file(url)
    if path is not None:
        return path.exists()
    engine = _engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    except (SQLAlchemyError, OSError) as error:
        raise _unreachable(url, error) from error
    finally:
        engine.dispose()


def setting(classroom: Classroom, part: str, name: str) -> Any:
    """Return a setting of the instructor's `nbgrader_config.py`, `None` where it has none."""
    return _config(classroom).get(part, {}).get(name)


@contextmanager
def opened(classroom: Classroom) -> Iterator[Any]:
    """Open nbgrader's `Gradebook` on the tables that are there, for reading or writing.

    Raises `Refusal` in one sentence: a server that does not answer, a file that is
    gone or damaged, a gradebook that stays busy. Whoever writes commits
    (`book.db.commit()`); what was not committed is undone.
    """
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow to load

    url = address(classroom)
    try:
        book = _book(url, course_id(classroom))
        try:
            yield book
        finally:
            book.close()
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _unreachable(url, error) from error


def _book(url: str, course: str) -> Any:
    from nbgrader.api import Gradebook  # noqa: PLC0415 - nbgrader takes a second to load
    from sqlalchemy.orm import scoped_session, sessionmaker  # noqa: PLC0415

    # Its `__init__` would make the tables of a gradebook that is gone, and tell nobody.
    book = Gradebook.__new__(Gradebook)
    book.engine = _engine(url)
    book.db = scoped_session(sessionmaker(bind=book.engine))
    book.course_id, book.authenticator = course, None
    return book


def _engine(url: str) -> Any:
    from sqlalchemy import create_engine  # noqa: PLC0415 - slow to load
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    path = _file(url)
    # No connection is kept: after a restart of the server it would be one to nowhere.
    if path is None:
        _values_by_name()
        return create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})

    def connect() -> sqlite3.Connection:
        # Not `mode=ro`: a read-only connection cannot undo what a killed run left half written.
        where = path.absolute().as_uri() + "?mode=rw"
        return sqlite3.connect(where, uri=True, timeout=WAIT_SECONDS, check_same_thread=False)

    return create_engine("sqlite://", poolclass=NullPool, creator=connect)


def _values_by_name() -> None:
    """Have pg8000 send values by name, as `nbgrader_config.py` of a classroom does."""
    import pg8000  # noqa: PLC0415 - only PostgreSQL needs it
    import pg8000.dbapi  # noqa: PLC0415

    pg8000.paramstyle = pg8000.dbapi.paramstyle = "named"


def _file(url: str) -> Path | None:
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - slow to load

    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.drivername.startswith("sqlite") else None


def _config(classroom: Classroom) -> Any:
    try:
        stamp = (classroom.root / NBGRADER_FILE).stat().st_mtime_ns
    except OSError:
        return {}
    return _read(classroom.root, stamp)


@lru_cache(maxsize=32)
def _read(root: Path, _stamp: int) -> Any:
    """Read the instructor's own configuration, which nbgrader runs as Python too."""
    from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415 - slow to load

    try:
        return PyFileConfigLoader(NBGRADER_FILE, str(root)).load_config()
    except Exception as error:  # whatever a faulty Python file raises
        raise Refusal(
            f"« {root / NBGRADER_FILE} » ne peut pas être lu ({_short(error)}) ; corrigez-le ou "
            "restaurez-le d’une sauvegarde.",
            f"“{root / NBGRADER_FILE}” cannot be read ({_short(error)}); correct it or restore it "
            "from a backup.",
        ) from error


def _unreachable(url: str, error: Exception) -> Refusal:
    where, reason = shown(url), _short(getattr(error, "orig", None) or error)
    if _file(url) is None:
        return Refusal(
            f"Le carnet de notes « {where} » ne répond pas ({reason}) ; vérifiez que PostgreSQL "
            f"est en marche et que l’adresse inscrite dans {NBGRADER_FILE} est juste, puis "
            "recommencez.",
            f"The gradebook “{where}” does not answer ({reason}); check that PostgreSQL is running "
            f"and that the address in {NBGRADER_FILE} is right, then try again.",
        )
    if "locked" in reason:
        return Refusal(
            f"Un autre programme écrit dans le carnet de notes « {where} » ; recommencez dans un "
            "instant.",
            f"Another program is writing to the gradebook “{where}”; try again in a moment.",
        )
    return Refusal(
        f"Le carnet de notes « {where} » manque ou est abîmé ({reason}) ; restaurez-le d’une "
        "sauvegarde.",
        f"The gradebook “{where}” is missing or damaged ({reason}); restore it from a backup.",
    )


def _short(error: Any) -> str:
    """Return the reason in the server's own words, on one line."""
    given = getattr(error, "args", ())
    # pg8000 hands over PostgreSQL's answer as a mapping; `M` is its message.
    said = given[0].get("M", "") if given and isinstance(given[0], dict) else str(error)
    # What pg8000 adds of its own settings helps nobody.
    line = " ".join(said.partition(" (timeout is")[0].split()) or type(error).__name__
    return line if len(line) <= _REASON_LENGTH else line[:_REASON_LENGTH] + "…"


def _unusable() -> Refusal:
    return Refusal(
        "Cette adresse ne désigne pas un carnet de notes ; écrivez "
        "postgresql://nom:motdepasse@machine:5432/base, ou rien pour SQLite.",
        "This address names no gradebook; write postgresql://name:password@host:5432/database, "
        "or nothing for SQLite.",
    )
