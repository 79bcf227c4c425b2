"""A database as rows, for one kept by a server: whole, as it stands at one instant.

PostgreSQL's own `pg_dump` must be as new as the server it reads, and its output goes
back only into PostgreSQL. Rows go back into either, through the tables that this
version of JupyterHub or nbgrader makes; the two versions must be the same.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from passerelles.grading.database import WAIT_SECONDS, shown
from passerelles.library.errors import Refusal

STAMP: Final = "alembic_version"
_AT_ONCE: Final = 500
_REASON: Final = 200


def dump(url: str, target: Path) -> None:
    """Write every row of the database at `url` to the new file `target`; raise `Refusal`."""
    from sqlalchemy import MetaData, select  # noqa: PLC0415 - slow to load
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    engine = made_engine(url)
    try:
        level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with engine.connect().execution_options(**level) as line, target.open("xb") as stream:
            target.chmod(0o600)
            known = MetaData()
            known.reflect(line)
            for table in known.sorted_tables:
                for row in line.execute(select(table)).mappings():
                    values = {str(key): _plain(value) for key, value in row.items()}
                    stream.write(json.dumps([table.name, values]).encode() + b"\n")
    except SQLAlchemyError as error:
        raise unreachable(url, error) from error
    finally:
        engine.dispose()


def load(source: Path, url: str, kind: str) -> None:
    """Fill the empty database at `url` from a file of rows, in one step; raise `Refusal`.

    `kind` is `hub` for JupyterHub's tables, anything else for nbgrader's.
    """
    from sqlalchemy import MetaData  # noqa: PLC0415 - slow to load
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    check_empty(url)
    engine = made_engine(url)
    try:
        stamp = next((row for name, row in _read(source) if name == STAMP), {})
        _make_tables(url, kind, str(stamp.get("version_num", "")))
        known = MetaData()
        known.reflect(engine)
        with engine.begin() as line:
            _fill_all(line, known, source, stamp.get("version_num"))
    except BaseException as error:
        _empty_again(engine)
        if isinstance(error, (SQLAlchemyError, KeyError, ValueError)):
            raise unreachable(url, error) from error
        raise
    finally:
        engine.dispose()


def _fill_all(line: Any, known: Any, source: Path, stamp: str | None) -> None:
    from sqlalchemy import text  # noqa: PLC0415 - slow to load

    made = line.execute(known.tables[STAMP].select()).scalars().all()
    if list(made) != [stamp]:
        raise _other_version()
    line.execute(known.tables[STAMP].delete())
    for table in known.sorted_tables:
        _fill(line, table, source)
    if line.dialect.name == "postgresql":
        columns = [column for table in known.sorted_tables for column in table.columns]
        for column in columns:
            if column.server_default is not None:
                line.execute(text(_SEQUENCE.format(column.table.name, column.name)))


_SEQUENCE: Final = (
    'SELECT setval(pg_get_serial_sequence(\'"{0}"\', \'{1}\'), (SELECT max("{1}") FROM "{0}")) '
    "WHERE pg_get_serial_sequence('\"{0}\"', '{1}') IS NOT NULL "
    'AND EXISTS (SELECT 1 FROM "{0}")'
)


def check_empty(url: str) -> None:
    """Refuse a database that holds tables already, or that does not answer."""
    from sqlalchemy import inspect  # noqa: PLC0415 - slow to load
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    engine = made_engine(url)
    try:
        found = inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise unreachable(url, error) from error
    finally:
        engine.dispose()
    if found:
        raise Refusal(
            f"La base « {shown(url)} » n’est pas vide, et rien n’y sera écrasé ; donnez-en une "
            "vide avec --database.",
            f"The database “{shown(url)}” is not empty, and nothing in it will be overwritten; "
            "give an empty one with --database.",
        )


def made_engine(url: str) -> Any:
    """Return an engine that keeps no connection."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - slow to load
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    return create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})


def _make_tables(url: str, kind: str, stamp: str) -> None:
    if kind == "hub":
        from jupyterhub.orm import new_session_factory  # noqa: PLC0415 - the extra `hub`
        from nativeauthenticator.orm import UserInfo  # noqa: PLC0415

        assert UserInfo.__table__ is not None  # its table is made with the others
        new_session_factory(url)().get_bind().dispose()
        return
    from nbgrader.api import Base  # noqa: PLC0415 - slow to load
    from sqlalchemy import text  # noqa: PLC0415

    engine = made_engine(url)
    try:
        Base.metadata.create_all(engine)
        with engine.begin() as line:
            line.execute(text(f"CREATE TABLE {STAMP} (version_num VARCHAR(32) NOT NULL)"))
            made = text("INSERT INTO alembic_version VALUES (:stamp)")
            line.execute(made, {"stamp": stamp})
    finally:
        engine.dispose()


def _empty_again(engine: Any) -> None:
    """Take back the tables made for a restore that did not come to its end."""
    from sqlalchemy import MetaData  # noqa: PLC0415 - slow to load

    known = MetaData()
    known.reflect(engine)
    known.drop_all(engine)


def _fill(line: Any, table: Any, source: Path) -> None:
    waiting: list[dict[str, Any]] = []
    for name, row in _read(source):
        if name != table.name:
            continue
        waiting.append(row)
        if len(waiting) >= _AT_ONCE:
            line.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        line.execute(table.insert(), waiting)


def _read(source: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with source.open("rb") as stream:
        for written in stream:
            name, values = json.loads(written)
            yield name, {key: _back(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (dict, list)):
        return {"json": value}
    return value


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, written),) = value.items()
    if kind == "time":
        moment = datetime.fromisoformat(written)
        # SQLite knows no zones; both programs keep UTC.
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if kind == "date":
        return date.fromisoformat(written)
    if kind == "bytes":
        return base64.b64decode(written)
    return Decimal(written) if kind == "decimal" else written


def unreachable(url: str, error: Exception) -> Refusal:
    """Say that a database did not do as asked."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())[:_REASON]
    return Refusal(
        f"La base « {shown(url)} » ne répond pas comme il faut ({reason}) ; vérifiez qu’elle est "
        "en marche, puis recommencez.",
        f"The database “{shown(url)}” does not answer as it should ({reason}); check that it is "
        "running, then try again.",
    )


def _other_version() -> Refusal:
    return Refusal(
        "Cette sauvegarde vient d’une autre version de JupyterHub ou de nbgrader ; restaurez-la "
        "avec la version du cours qui l’a faite, puis mettez à jour.",
        "This backup comes from another version of JupyterHub or nbgrader; restore it with the "
        "version of the course that made it, then update.",
    )


def clear(url: str) -> None:
    """Take back what a restore put into a database that was empty before it."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow to load

    engine = made_engine(url)
    try:
        _empty_again(engine)
    except SQLAlchemyError as error:
        raise unreachable(url, error) from error
    finally:
        engine.dispose()
