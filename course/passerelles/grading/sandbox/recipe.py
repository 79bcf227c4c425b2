"""The command that starts the sandboxes' parent: limits, an unprivileged id, bubblewrap.

An ordinary user gets the outer sandbox in a user namespace of its own (`user`).
Root prepares the view with its own rights, because an interpreter may lie where
only root reaches, and then becomes nobody (`root`); root without those rights, as
in many containers, becomes nobody first (`step-down`). What runs inside has no
privilege in any form. The outer sandbox leaves user namespaces possible: each
fork needs its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import passerelles
from passerelles.library.errors import Refusal

NOBODY: Final = 65534
_TOOLS: Final = ("bwrap", "prlimit", "setpriv")
_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS: Final = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
_LIMITS: Final = ("--core=0", "--fsize=1073741824")
_OPEN_FILES: Final = 1024
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - the sandbox's own
    "USER": "learner",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "IPYTHONDIR": "/tmp/.ipython",  # noqa: S108
    "MPLCONFIGDIR": "/tmp/.matplotlib",  # noqa: S108
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # One thread until after the fork: a parent with several cannot be forked.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_MODULE: Final = "passerelles.grading.sandbox.inside"
_PROBE: Final = (
    "import os; from passerelles.grading.sandbox import confine;"
    "confine.separate(); pid = os.fork();\n"
    "if pid == 0:\n"
    "    try:\n"
    "        confine.close_in({'megabytes': 256, 'files': 8, 'processes': 8,"
    " 'processor_seconds': 20, 'started_with': 1 << 30}, sandboxed=True); os._exit(0)\n"
    "    finally: os._exit(1)\n"
    "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))"
)


def command(folder: Path, warm: Iterable[str], form: str) -> list[str]:
    """Return the command of the sandboxes' parent, for `ForkServer`.

    `folder` holds the assignment's files to be shown; `form` is what `working` found.
    """
    inner = ["-m", _MODULE, "--warm", ",".join(sorted(warm))]
    if form == "none":
        python = [sys.executable, "-P", "-s"]
        return [*python, *inner, "--sandboxed", "0", "--folder", str(folder)]
    shown = ["--ro-bind", str(folder), "/assignment"]
    return [*_outer(form, shown), *_python(), *inner, "--sandboxed", "1"]


@cache
def working() -> str | None:
    """Return the form of the recipe that works on this machine, `None` if no form does.

    Tried for real, once a process: a machine may have bubblewrap and forbid it.
    """
    if not sys.platform.startswith("linux") or any(shutil.which(tool) is None for tool in _TOOLS):
        return None
    forms = ("root", "step-down") if os.geteuid() == 0 else ("user",)
    return next((form for form in forms if _tried(form)), None)


def refuse_without() -> Refusal:
    """Say what is missing."""
    if not sys.platform.startswith("linux"):
        french = "ce système n’est pas Linux ; corrigez sur une machine Linux"
        english = "this system is not Linux; grade on a Linux machine"
    elif any(shutil.which(tool) is None for tool in _TOOLS):
        french = "installez « bubblewrap » et « util-linux » (Debian : apt-get install bubblewrap)"
        english = "install “bubblewrap” and “util-linux” (Debian: apt-get install bubblewrap)"
    elif (place := out_of_reach()) is not None:
        french = (
            f"Python est dans « {place} », que le bac à sable ne peut pas lire ; installez le "
            "cours là où tout le monde peut lire"
        )
        english = (
            f"Python lies in “{place}”, which the sandbox cannot read; install the course where "
            "everybody can read"
        )
    else:
        french = (
            "« bwrap » ou les espaces de noms sont interdits ici ; autorisez-les (voyez "
            "kernel.unprivileged_userns_clone) ou corrigez hors de ce conteneur"
        )
        english = (
            "“bwrap” or user namespaces are forbidden here; allow them (see "
            "kernel.unprivileged_userns_clone) or grade outside this container"
        )
    return Refusal(
        f"Ce devoir contient du code, que rien n’isole sur cette machine : {french}, ou "
        "acceptez le risque avec --no-sandbox.",
        f"This assignment contains code, and nothing isolates it on this machine: {english}, "
        "or accept the risk with --no-sandbox.",
    )


def out_of_reach() -> Path | None:
    """Return what of this Python an ordinary user cannot reach."""
    try:
        for place in _python_places():
            for one in (place, *place.parents):
                if one.exists() and not one.stat().st_mode & 0o001:
                    return one
    except PermissionError as fault:
        return Path(str(fault.filename))
    return None


def _tried(form: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [*_outer(form, ()), *_python(), "-c", _PROBE],
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _python() -> list[str]:
    return [sys.executable, "-P", "-s"]


def _outer(form: str, shown: Sequence[str]) -> list[str]:
    """Return everything up to the interpreter."""
    tools = {tool: shutil.which(tool) or tool for tool in _TOOLS}
    nobody = [
        tools["setpriv"],
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--no-new-privs",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]
    rights = ["--unshare-user"]
    before: list[str] = nobody if form == "step-down" else []
    after: list[str] = []
    if form == "root":
        rights = [f"--cap-add=CAP_{name}" for name in ("SETUID", "SETGID", "SETPCAP")]
        rights = [word for one in rights for word in one.split("=")]
        after = nobody
    else:
        rights += ["--cap-drop", "ALL"]
    return [
        tools["prlimit"],
        *_LIMITS,
        f"--nofile={_open_files()}",
        *before,
        tools["bwrap"],
        *rights,
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--unshare-cgroup-try", "--die-with-parent", "--new-session"),
        *_view(),
        *shown,
        *("--remount-ro", "/"),
        "--clearenv",
        *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)),
        *("--chdir", "/tmp"),  # noqa: S108
        "--",
        *after,
    ]


def _open_files() -> str:
    """Return how many files may be open: never more than this process may allow."""
    import resource  # noqa: PLC0415 - not on Windows, where no sandbox is tried

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    return f"{most}:{most}"


def _view() -> list[str]:
    """Return what can be seen: the system, this Python and our own modules, read only."""
    arguments: list[str] = []
    seen: list[Path] = []
    for name in (*_SYSTEM, *_SETTINGS):
        path = Path(name)
        if path.is_symlink() and name in _SYSTEM:
            arguments += ["--symlink", str(path.readlink()), name]
        elif path.exists():
            arguments += ["--ro-bind", name, name]
            seen.append(path)
    for path in _python_places():
        if path.exists() and not any(path.is_relative_to(one) for one in seen):
            arguments += ["--ro-bind", str(path), str(path)]
            seen.append(path)
    # Made by the way, they would be open to root alone.
    above = {parent for path in seen for parent in path.parents} - {Path("/"), Path("/tmp")}  # noqa: S108
    passages = [word for one in sorted(above) for word in ("--perms", "0755", "--dir", str(one))]
    # First of all, for this Python may lie there.
    own = ["--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108
    arguments = [*own, *passages, *arguments]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    arguments += ["--perms", "1777", "--tmpfs", "/dev/shm"]  # noqa: S108
    return arguments


def _python_places() -> list[Path]:
    """Return where this interpreter and its packages lie."""
    places = [Path(sys.base_prefix), Path(sys.base_exec_prefix), Path(sys.prefix)]
    places += [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")]
    # The interpreter may be reached by a chain of links, each of which must be there.
    link = Path(sys.executable)
    while link.is_symlink():
        link = link.parent / link.readlink()
        places.append(Path(os.path.normpath(link.parent.parent)))
    assert passerelles.__file__ is not None
    return [*places, Path(passerelles.__file__).parent]
