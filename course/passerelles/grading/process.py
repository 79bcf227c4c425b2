"""Starts the grading worker in a clean environment and reads its outcomes as they come."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal

Told = Callable[[dict[str, Any]], None]

# What Python and SQLite need; no token, no Jupyter setting of the server reaches the cells.
_KEPT: Final = (
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "USERPROFILE",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "TZ",
)
_PART: Final = 1 << 16


def run(
    job: dict[str, Any], seconds: float, told: Told | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """Run one job of `passerelles.grading.worker`; return its outcomes and whether time ran out.

    `told` is called with each outcome as it comes. A worker that says nothing for
    `seconds` is ended; what it had finished is returned. Raises `Refusal` when the
    worker refuses the whole job or cannot be started.
    """
    found: list[dict[str, Any]] = []
    late = False
    with tempfile.TemporaryDirectory(prefix="passerelles-worker-") as private:
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "passerelles.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(Path(private)),
                cwd=private,
            )
        except OSError as error:
            raise Refusal(
                f"La correction n’a pas pu démarrer ({error.strerror}) ; recommencez ou prévenez "
                "la personne qui gère la machine.",
                f"Grading could not start ({error.strerror}); try again or tell whoever runs this "
                "machine.",
            ) from error
        with process:
            try:
                assert process.stdin is not None
                process.stdin.write(json.dumps(job).encode())
                process.stdin.close()
                for outcome in _outcomes(process, seconds):
                    found.append(outcome)
                    if told is not None and "refused" not in outcome:
                        told(outcome)
            except TimeoutError:
                late = True
                process.kill()
            except BrokenPipeError:
                process.kill()
            except BaseException:
                process.kill()
                raise
    for outcome in found:
        if "refused" in outcome:
            french, english = outcome["refused"]
            raise Refusal(french, english)
    return found, late


def _outcomes(process: subprocess.Popen[bytes], seconds: float) -> Iterator[dict[str, Any]]:
    """Yield outcomes until the worker closes its output; raise `TimeoutError` when it is silent."""
    assert process.stdout is not None
    place = process.stdout.fileno()
    read = b""
    last = time.monotonic()
    while True:
        ready, _, _ = select.select([place], [], [], max(last + seconds - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(place, _PART)
        if not part:
            return
        last = time.monotonic()
        *lines, read = (read + part).split(b"\n")
        for line in lines:
            outcome = _line(line)
            if outcome is not None:
                yield outcome


def _line(line: bytes) -> dict[str, Any] | None:
    """Read one outcome; the last line of a worker that was ended may be cut."""
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _environment(private: Path) -> dict[str, str]:
    """Return the worker's environment.

    nbgrader calls `alembic` by name when it makes a gradebook: the folder of this
    Python comes first on the path.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    here = str(Path(sys.executable).parent)
    return {
        **kept,
        "PATH": os.pathsep.join([here, os.environ.get("PATH", os.defpath)]),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "jupyter"),
        "PYTHONUTF8": "1",
    }
