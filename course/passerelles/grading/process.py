"""Starts the grading worker in a clean environment and reads its outcomes as they come."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from passerelles.grading.private import Private
from passerelles.library.errors import Refusal

Told = Callable[[dict[str, Any]], None]

# What Python and SQLite need; no token, no Jupyter setting of the server reaches the cells.
_KEPT: Final = (
    "HOME",
    "LANG",
    "LC_ALL",
    "SYSTEMROOT",
    "USERPROFILE",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "TZ",
)
_PART: Final = 1 << 16


class _Ahead:
    """The worker started before there is a job: what it imports takes longer than most jobs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = 0
        self._worker: _Worker | None = None

    def take(self) -> _Worker:
        """Return the worker that is ready, or start one."""
        with self._lock:
            ready, self._worker = self._worker, None
        if ready is not None and ready.process.poll() is None:
            return ready
        if ready is not None:
            ready.end()
        return _Worker()

    def prepare(self) -> None:
        """Start the next worker, where that is wanted: it loads while the last one works."""
        with self._lock:
            if self._kept and self._worker is None:
                self._worker = _Worker()

    @contextmanager
    def kept(self) -> Iterator[None]:
        with self._lock:
            self._kept += 1
        try:
            with suppress(OSError):  # then the first job will start its own
                self.prepare()
            yield
        finally:
            with self._lock:
                self._kept -= 1
                last = None if self._kept else self._worker
                if last is not None:
                    self._worker = None
            if last is not None:
                last.end()


class _Worker:
    """A worker's process and the private folder of all it leaves lying; raises `OSError`."""

    def __init__(self) -> None:
        self._private = Private()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "passerelles.grading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self._private.path),
            cwd=self._private.path,
            pass_fds=self._private.locks,
        )

    def end(self) -> None:
        """End it; one without a job ends when its input does."""
        with self.process:
            self.process.kill()
        self.clean()

    def clean(self) -> None:
        """Remove its folder."""
        self._private.remove()


_AHEAD: Final = _Ahead()


def ahead() -> AbstractContextManager[None]:
    """Keep a worker ready while the block lasts, for whoever grades as work comes in.

    It costs its memory (some 120 MB); a job then begins at once.
    """
    return _AHEAD.kept()


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
    try:
        worker = _AHEAD.take()
    except OSError as error:
        raise Refusal(
            f"La correction n’a pas pu démarrer ({error.strerror}) ; recommencez ou prévenez "
            "la personne qui gère la machine.",
            f"Grading could not start ({error.strerror}); try again or tell whoever runs this "
            "machine.",
        ) from error
    with worker.process as process:
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(job).encode())
            process.stdin.close()
            with suppress(OSError):  # the next job will start its own
                _AHEAD.prepare()
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
    worker.clean()
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
        # What a killed run leaves lying goes with this folder.
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(private)),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "jupyter"),
        "PYTHONUTF8": "1",
    }
