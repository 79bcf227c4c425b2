"""Walls between learners: with bubblewrap, a learner's server sees its own folder and no other.

Not the hub's folder (classrooms with their keys, database, secrets), not the other
learners' folders, processes or tokens, not the administrator's home. A mount
namespace of its own, where the machine allows one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from passerelles.build.course import places
from passerelles.hub import people
from passerelles.hub.settings import Settings

TRY_SECONDS: Final = 20
_OPEN: Final = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - new ones, of the server alone
_CLOSED: Final = ("/run", "/home", "/root")
_TRIED: Final[dict[Path, bool]] = {}


def command(
    settings: Settings,
    write: Sequence[Path],
    read: Iterable[Path] = (),
    account: pwd.struct_passwd | None = None,
) -> list[str] | None:
    """Return the words to put before a server's command, or nothing without bubblewrap.

    `write` are the folders it may write to, first its own, `read` those it may read
    besides. `account` is taken once the walls stand: root alone can put them up everywhere.
    """
    bwrap, setpriv = shutil.which("bwrap"), shutil.which("setpriv")
    if bwrap is None or (account is not None and setpriv is None):
        return None
    words = [bwrap, "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--ro-bind", "/", "/"]
    words += ["--cap-drop", "ALL", "--dev", "/dev", "--proc", "/proc"]
    if account is not None:
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for place in _OPEN:
        words += ["--perms", "1777", "--tmpfs", place]
    for place in _CLOSED:
        words += ["--tmpfs", place] if Path(place).is_dir() else []
    hollow = [*map(Path, (*_OPEN, *_CLOSED))]
    for program in _covered(programs()):
        words += [*_way(program, hollow), "--ro-bind", str(program), str(program)]
    for folder in hidden(settings):
        words += ["--tmpfs", str(folder)]
    hollow += hidden(settings)
    for folder in read:
        words += [*_way(folder, hollow), "--ro-bind", str(folder), str(folder)]
    for folder in write:
        words += [*_way(folder, hollow), "--bind", str(folder), str(folder)]
    if account is None:
        return [*words, "--chdir", str(write[0]), "--"]
    words += ["--chdir", "/", "--"]
    groups = ",".join(map(str, os.getgrouplist(account.pw_name, account.pw_gid)))
    words += [str(setpriv), f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"]
    return [*words, f"--groups={groups}", "--inh-caps=-all", "--no-new-privs", *_enter(write[0])]


def stand(settings: Settings) -> bool:
    """Tell whether learners' servers can be started behind walls here; tried once."""
    if settings.root not in _TRIED:
        account = pwd.getpwnam("nobody") if people.separate(settings) else None
        with tempfile.TemporaryDirectory() as folder:
            if account is not None:
                os.chown(folder, account.pw_uid, account.pw_gid)
            _TRIED[settings.root] = _runs(command(settings, [Path(folder)], account=account))
    return _TRIED[settings.root]


def readable() -> bool:
    """Tell whether an account of this machine can run the course without walls."""
    nobody = pwd.getpwnam("nobody")
    return _runs([], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])


def programs() -> list[Path]:
    """Return the folders the course itself is run from."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent.parent}
    here = Path(__file__).resolve().parents[3]
    found |= {here} if places().solutions is not None else set()
    return sorted(one.resolve() for one in found)


def hidden(settings: Settings) -> list[Path]:
    """Return the folders no learner may look into: the hub's, the classrooms', the keys'."""
    found = {settings.root, *(settings.classroom(course) for course in settings.courses)}
    solutions = places().solutions
    if solutions is not None:
        # The history of a checkout holds the keys too.
        found |= {solutions, solutions.parent / ".git"}
    there = sorted(one.resolve() for one in found if one.is_dir())
    return [one for one in there if not any(one.is_relative_to(o) for o in there if o != one)]


def exposed(settings: Settings) -> list[Path]:
    """Return the folders of keys that any account of this machine may read."""
    keys = [one for one in hidden(settings) if one != settings.root]
    return [one for one in keys if one.stat().st_mode & 0o005]


def _runs(words: Sequence[str] | None, **account: Any) -> bool:
    """Tell whether the course can be run after these words."""
    if words is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - bubblewrap around our own Python
            [*words, sys.executable, "-c", "import passerelles"],
            capture_output=True,
            timeout=TRY_SECONDS,
            check=False,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath)},
            **account,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _enter(folder: Path) -> list[str]:
    """Return the words that go to a folder only its owner may enter, once that is who one is."""
    return ["/bin/sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", str(folder)]


def _way(place: Path, hollow: list[Path]) -> list[str]:
    """Return the words that make the folders above `place`, passable, in what is hollow."""
    above = [up for up in reversed(place.parents) if any(up.is_relative_to(one) for one in hollow)]
    made = [up for up in above if up not in hollow]
    return [word for up in made for word in ("--perms", "0755", "--dir", str(up))]


def _covered(wanted: list[Path]) -> list[Path]:
    """Return those of `wanted` that one of the shared places would cover."""
    shared = [Path(place) for place in (*_OPEN, *_CLOSED)]
    return [one for one in wanted if any(one.is_relative_to(place) for place in shared)]
