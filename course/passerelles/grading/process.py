"""Starts the grading worker in a clean environment and reads its outcomes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal

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


def run(job: dict[str, Any], seconds: float) -> tuple[list[dict[str, Any]], bool]:
    """Run one job of `passerelles.grading.worker`; return its outcomes and whether time ran out.

    After `seconds` the worker is ended; what it had finished is returned. Raises
    `Refusal` when the worker refuses the whole job or cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="passerelles-worker-") as private:
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "passerelles.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(Path(private)),
                cwd=private,
                encoding="utf-8",
            )
        except OSError as error:
            raise Refusal(
                f"La correction n’a pas pu démarrer ({error.strerror}) ; recommencez ou prévenez "
                "la personne qui gère la machine.",
                f"Grading could not start ({error.strerror}); try again or tell whoever runs this "
                "machine.",
            ) from error
        late = False
        with process:
            try:
                written, _ = process.communicate(json.dumps(job), timeout=seconds)
            except subprocess.TimeoutExpired:
                late = True
                process.kill()
                written, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
    outcomes = [_line(line) for line in written.splitlines()]
    found = [outcome for outcome in outcomes if outcome is not None]
    for outcome in found:
        if "refused" in outcome:
            french, english = outcome["refused"]
            raise Refusal(french, english)
    return found, late


def _line(line: str) -> dict[str, Any] | None:
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
