"""nbgrader's exchange, for those who work in JupyterLab with Unix accounts of their own.

The folders have the permissions nbgrader asks for: one may drop work in `inbound` and see
nobody else's there. A course's part is entered only by the Unix group of its people, so
two courses have no sight of each other.
"""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Final

from passerelles.grading.files import write_file
from passerelles.hub.people import PROGRAM_SECONDS, separate
from passerelles.hub.settings import Course, Settings
from passerelles.library.errors import Refusal

CONFIGURATION: Final = """\
# Where nbgrader's commands and JupyterLab's list of assignments find the exchange.
c = get_config()  # noqa: F821
c.Exchange.root = {root!r}
c.Exchange.path_includes_course = True
"""
_MODES: Final = {"": 0o750, "inbound": 0o733, "outbound": 0o755, "feedback": 0o711}


def open_(settings: Settings) -> None:
    """Make the exchange's folders and groups; nothing without separate accounts."""
    if not separate(settings):
        return
    settings.exchange.mkdir(exist_ok=True)
    # nbgrader wants to be able to write here; who may is said by each course's folder.
    settings.exchange.chmod(0o1777)
    folder = configuration(settings)
    written = CONFIGURATION.format(root=str(settings.exchange))
    write_file(folder / "nbgrader_config.py", written.encode())
    folder.chmod(0o755)
    (folder / "nbgrader_config.py").chmod(0o644)
    for course in settings.courses:
        group = _group(course)
        for name, mode in _MODES.items():
            part = settings.exchange / course.id / name
            part.mkdir(exist_ok=True)
            os.chown(part, 0, group.gr_gid)
            part.chmod(mode)


def admit(settings: Settings, courses: list[Course], account: pwd.struct_passwd) -> None:
    """Give an account the groups of its courses, and take those of the others away."""
    for course in settings.courses:
        group = _group(course)
        within = account.pw_name in group.gr_mem
        if within != (course in courses):
            option = "-a" if course in courses else "-d"
            _run(["gpasswd", option, account.pw_name, group.gr_name])


def group_name(course: Course) -> str:
    """Return the name of a course's Unix group: its id may be too long for one."""
    return "pass-" + hashlib.sha256(course.id.encode()).hexdigest()[:20]


def configuration(settings: Settings) -> Path:
    """Return the folder of nbgrader's configuration for learners, which holds no secret."""
    return settings.root / "nbgrader"


def _group(course: Course) -> grp.struct_group:
    name = group_name(course)
    try:
        return grp.getgrnam(name)
    except KeyError:
        _run(["groupadd", name])
        return grp.getgrnam(name)


def _run(words: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - names of our own making
            [shutil.which(words[0]) or words[0], *words[1:]],
            capture_output=True,
            text=True,
            timeout=PROGRAM_SECONDS,
            check=False,
        )
        why = ascii(done.stderr.strip())[1:161] if done.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        why = type(error).__name__
    if why:
        raise Refusal(
            f"Un groupe Unix n’a pas pu être tenu à jour ({why}) ; écrivez « unix_users: never » "
            "dans hub.yml, ou rendez groupadd et gpasswd utilisables.",
            f"A Unix group could not be kept up to date ({why}); write “unix_users: never” in "
            "hub.yml, or make groupadd and gpasswd usable.",
        )
