"""Where a person's files lie on the hub, and their Unix account where the hub runs as root.

Every person has one folder, `workspaces/<name>`, that only its owner may enter (0700).
With Unix accounts it is the account's home; an account that somebody else made on this
machine is never taken over.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from passerelles.hub.names import user_name
from passerelles.hub.settings import Settings
from passerelles.library.errors import Refusal

PROGRAM_SECONDS: Final = 60
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}\Z")
_DIGEST: Final = 20


def separate(settings: Settings) -> bool:
    """Tell whether each person gets a Unix account of their own."""
    if settings.unix_users == "never" or os.geteuid() != 0:
        return False
    return shutil.which("useradd") is not None


def workspace(settings: Settings, name: str) -> Path:
    """Return a person's folder; raise `Refusal` for a name that is none."""
    return settings.workspaces / user_name(name)


def account_name(settings: Settings, name: str) -> str:
    """Return the Unix account of a person: their name, or one made from it.

    Made from it when the name is none for Unix, or belongs to somebody of the machine.
    """
    if _PLAIN.match(name) and _ours(settings, name, name) is not False:
        return name
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]


def account(settings: Settings, name: str) -> pwd.struct_passwd:
    """Return a person's Unix account, made if it is not there yet; raise `Refusal`."""
    made = account_name(settings, name)
    ours = _ours(settings, made, name)
    if ours is False:
        raise Refusal(
            f"Le compte Unix « {made} » existe et n’est pas à ce hub ; renommez-le ou retirez-le.",
            f"The Unix account “{made}” exists and is not this hub’s; rename or remove it.",
        )
    if ours is None:
        home = str(workspace(settings, name))
        shell = shutil.which("nologin") or "/usr/sbin/nologin"
        words = ["useradd", "--home-dir", home, "--no-create-home", "--shell", shell]
        words += ["--user-group", "--comment", "Passerelles", made]
        try:
            done = subprocess.run(  # noqa: S603 - the name is checked
                words, capture_output=True, text=True, timeout=PROGRAM_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _no_account(made, type(error).__name__) from error
        if done.returncode != 0 and _ours(settings, made, name) is not True:
            raise _no_account(made, ascii(done.stderr.strip())[1:161])
    return pwd.getpwnam(made)


def prepare(settings: Settings, name: str) -> tuple[Path, pwd.struct_passwd | None]:
    """Make a person's folder, 0700 and theirs; return it and their account if they have one.

    Raises `Refusal`: no such name, no account, no folder.
    """
    folder = workspace(settings, name)
    owner = account(settings, name) if separate(settings) else None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        if folder.is_symlink() or not folder.is_dir():
            raise NotADirectoryError(folder)
        if owner is not None and status.st_uid != owner.pw_uid:
            # Served by one account so far, or restored from a backup: all of it is theirs.
            _give(folder, owner)
        folder.chmod(0o700)
    except OSError as error:
        raise Refusal(
            f"Le dossier « {folder} » ne peut pas servir ({type(error).__name__}) ; vérifiez qu’il "
            "est un dossier et que le disque n’est pas plein.",
            f"The folder “{folder}” cannot be used ({type(error).__name__}); check that it is a "
            "folder and that the disk is not full.",
        ) from error
    return folder, owner


def _give(folder: Path, owner: pwd.struct_passwd) -> None:
    """Give a folder and all in it to an account; no link is followed."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(os.path.join(place, name), owner.pw_uid, owner.pw_gid)  # noqa: PTH118
    # Last: an interrupted walk is done again.
    os.lchown(folder, owner.pw_uid, owner.pw_gid)


def _ours(settings: Settings, made: str, name: str) -> bool | None:
    """Tell whether an account is this hub's; `None` when there is no such account."""
    try:
        found = pwd.getpwnam(made)
    except KeyError:
        return None
    return found.pw_uid != 0 and Path(found.pw_dir) == workspace(settings, name)


def _no_account(name: str, why: str) -> Refusal:
    return Refusal(
        f"Le compte Unix « {name} » n’a pas pu être créé ({why}) ; créez-le à la main ou écrivez "
        "« unix_users: never » dans hub.yml.",
        f"The Unix account “{name}” could not be made ({why}); make it by hand or write "
        "“unix_users: never” in hub.yml.",
    )
