"""Somebody of a hub: their workspace, their share of every course, and their account, last.

A hub that runs keeps accounts in its memory, and a learner's server could write while their
folder goes: it is asked to let the person go first (`running_hub`). Names written in `hub.yml`
come back at the next start, so whoever erases takes them out before. A Unix account that the hub
made goes with its person.
"""

from __future__ import annotations

import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from passerelles.dossier.files import refusal
from passerelles.grading.settings import SETTINGS_FILE
from passerelles.hub import people
from passerelles.hub.database import arguments
from passerelles.hub.names import user_name
from passerelles.hub.serve import check_extra
from passerelles.hub.settings import Settings, read
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles.privacy.classroom import open_learner
from passerelles.privacy.running_hub import dismiss
from passerelles.privacy.shares import Item, Share
from passerelles.privacy.workspace import WorkspaceShare

LOCK: Final = ".hub.lock"


class AccountShare:
    """The account of one person in the hub's database, and the Unix account made for it."""

    name = "hub"

    def __init__(self, settings: Settings, person: str) -> None:
        self._settings = settings
        self._person = person

    @property
    def title(self) -> Text:
        """Return the place in words."""
        return Text(f"Serveur {self._settings.root}", f"Hub {self._settings.root}")

    def items(self) -> list[Item]:
        """Return nothing: an account is rows of a database."""
        return []

    def records(self) -> dict[str, Any]:
        """Return what the hub's database says of the person; no password, no token."""
        from jupyterhub import orm  # noqa: PLC0415 - the extra `hub`

        told: dict[str, Any] = {}
        with _database(self._settings) as database:
            user = orm.User.find(database, self._person) if database else None
            if user is not None:
                told |= {
                    "user": user.name,
                    "created": user.created,
                    "last_activity": user.last_activity,
                    "groups": sorted(group.name for group in user.groups),
                    "tokens": [
                        {"note": one.note, "created": one.created, "expires": one.expires_at}
                        for one in user.api_tokens
                    ],
                }
            account = _native(database, self._person) if database else None
            if account is not None:
                told |= {"approved": account.is_authorized, "email": account.email or None}
        unix = _unix(self._settings, self._person)
        if unix is not None:
            told["unix_account"] = unix
        return {"account": {"name": self._person, **told}} if told else {}

    def erase(self) -> None:
        """Delete the account; raise `Refusal`."""
        with _held(self._settings) as stopped:
            if not stopped:
                # Gone already, unless the person came back while the rest was erased.
                dismiss(self._settings, self._person)
            self._delete(all_of_it=stopped)
            unix = _unix(self._settings, self._person)
            if unix is not None:
                _remove_unix(unix)

    def _delete(self, *, all_of_it: bool) -> None:
        """Delete the rows of the account; a hub that runs deletes those in its memory itself.

        It knows nothing of an account that was asked for and never used.
        """
        from jupyterhub import orm  # noqa: PLC0415 - the extra `hub`
        from sqlalchemy import text  # noqa: PLC0415 - slow to load

        with _database(self._settings) as database:
            if database is None:
                return
            rows = [_native(database, self._person)]
            rows += [orm.User.find(database, self._person)] if all_of_it else []
            for row in rows:
                if row is not None:
                    database.delete(row)
            database.commit()
            engine = database.get_bind()
            database.close()
            if all_of_it and engine.dialect.name == "sqlite":
                # What an earlier version deleted stays in the file's free pages.
                with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                    line.execute(text("VACUUM"))


class _Gate:
    """First of a person's shares: refuses before anything is erased, or stops their server."""

    name = "hub"

    def __init__(self, settings: Settings, person: str) -> None:
        self._settings = settings
        self._person = person

    @property
    def title(self) -> Text:
        """Return the place in words."""
        return Text("", "")

    def items(self) -> list[Item]:
        """Return nothing."""
        return []

    def records(self) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def erase(self) -> None:
        """Refuse while `hub.yml` names the person; have a running hub let them go."""
        settings = self._settings
        listed = {*settings.administrators}
        for course in settings.courses:
            listed |= {*course.listed, *course.trainers, *course.instructors}
        if self._person in listed:
            raise Refusal(
                f"« {self._person} » est inscrit dans hub.yml et reviendrait au prochain "
                "démarrage ; retirez ce nom du fichier, puis recommencez.",
                f"“{self._person}” is written in hub.yml and would come back at the next start; "
                "take the name out of the file, then try again.",
            )
        with _held(settings) as stopped:
            if not stopped:
                dismiss(settings, self._person)


def open_account(folder: Path, who: str) -> list[Share]:
    """Return all that a hub keeps about a person, the account last; raise `Refusal`."""
    check_extra()
    settings = read(folder)
    person = user_name(who)
    shares: list[Share] = [_Gate(settings, person)]
    home = people.workspace(settings, person)
    if home.is_dir() and not home.is_symlink():
        shares.append(WorkspaceShare(home, whole=True))
    # In the exchange, nbgrader tells people apart by their Unix accounts.
    names = list(dict.fromkeys([person, _unix(settings, person) or person]))
    for course in settings.courses:
        room = settings.classroom(course)
        if (room / SETTINGS_FILE).is_file():
            shares += [open_learner(room, name, f"classroom-{course.id}") for name in names]
    return [*shares, AccountShare(settings, person)]


@contextmanager
def _held(settings: Settings) -> Iterator[bool]:
    """Hold the hub's folder, so that no hub starts meanwhile; give false while one runs."""
    lock = FileLock(settings.root / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise refusal(error, LOCK) from error
    with lock:
        yield True


@contextmanager
def _database(settings: Settings) -> Iterator[Any]:
    """Open the hub's database, `None` when the hub has never been started; raise `Refusal`."""
    from jupyterhub.orm import new_session_factory  # noqa: PLC0415 - the extra `hub`
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - slow to load

    url = settings.database_url
    if url.startswith("sqlite:") and not Path(url.removeprefix("sqlite:///")).is_file():
        yield None
        return
    try:
        session = new_session_factory(url, **arguments(settings))()
        try:
            yield session
        finally:
            session.close()
            session.get_bind().dispose()
    except (SQLAlchemyError, OSError) as error:
        raise Refusal(
            "La base de données du hub ne répond pas ou a été faite par une autre version ; "
            "démarrez le hub une fois, arrêtez-le, puis recommencez.",
            "The hub’s database does not answer, or was made by another version; start the hub "
            "once, stop it, then try again.",
        ) from error


def _native(database: Any, person: str) -> Any:
    """Return the row of an account made on the hub itself, if there is one."""
    from nativeauthenticator.orm import UserInfo  # noqa: PLC0415 - the extra `hub`
    from sqlalchemy import inspect  # noqa: PLC0415 - slow to load

    if not inspect(database.get_bind()).has_table(UserInfo.__tablename__):
        return None
    return UserInfo.find(database, person)


def _unix(settings: Settings, person: str) -> str | None:
    """Return the Unix account that this hub made for a person: its home is their folder."""
    name = people.account_name(settings, person)
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    ours = found.pw_uid != 0 and Path(found.pw_dir) == people.workspace(settings, person)
    return name if ours else None


def _remove_unix(name: str) -> None:
    program = shutil.which("userdel")
    if program is not None:
        done = subprocess.run(  # noqa: S603 - the name is an account of ours
            [program, name], capture_output=True, timeout=people.PROGRAM_SECONDS, check=False
        )
        if done.returncode == 0:
            return
    raise Refusal(
        f"Le compte Unix « {name} » n’a pas pu être retiré ; relancez cette commande en root, ou "
        f"retirez-le avec « userdel {name} ».",
        f"The Unix account “{name}” could not be removed; run this command again as root, or "
        f"remove it with “userdel {name}”.",
    )
