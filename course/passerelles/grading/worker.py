"""The process that grades: one JSON job on standard input, one JSON line out for each outcome.

A process of its own because nbgrader's converters and the cells change the
working directory and the environment, and because a run that hangs can then be
ended. It holds the classroom's lock itself: the lock lasts as long as the work.
It alone writes; the pool's processes prepare.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from passerelles.grading import attempts as kept
from passerelles.grading.files import locked, sweep
from passerelles.grading.settings import SETTINGS_FILE, Classroom, Settings, read_settings
from passerelles.library.errors import Refusal

if TYPE_CHECKING:
    from passerelles.grading.engine import Engine

WAIT_SECONDS: Final = 60.0


class Reporter:
    """Tells outcomes, one JSON line each, and keeps technical reasons in the classroom's log."""

    def __init__(self, out: TextIO, root: Path) -> None:
        self._out, self._root = out, root

    def say(self, **outcome: Any) -> None:
        """Tell one outcome."""
        self._out.write(json.dumps(outcome) + "\n")
        self._out.flush()

    def log(self, what: str, text: str) -> None:
        """Keep the technical reason for whoever looks after the classroom."""
        path = self._root / "logs" / "grading.log"
        line = what if what.isprintable() else ascii(what)
        with suppress(OSError):  # on a full disk the verdict alone says it
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8", errors="replace") as stream:
                stream.write(f"--- {kept.iso(datetime.now(UTC))} {line}\n{text}\n")


def main() -> None:
    """Do the job read from standard input and write outcomes to standard output."""
    answers_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever is printed while cells run must not look like an outcome
    # jsonschema offers to check IRIs, which costs 1.5 s of grammar building and serves nobody here.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # Loaded before there is a job: a worker started ahead begins at once.
    with suppress(Exception):  # met again below, where it is told
        import_module("passerelles.grading.ahead")
    given = sys.stdin.read()
    if not given:
        return  # whoever started this worker ahead has gone
    job = json.loads(given)
    root = Path(job["classroom"])
    reporter = Reporter(answers_to, root)
    try:
        path = root / SETTINGS_FILE
        settings = read_settings(path) if path.is_file() else Settings(version=1)
        classroom = Classroom(root, settings)
        with locked(classroom.lock("grade"), WAIT_SECONDS):
            sweep(classroom.staging)
            from passerelles.grading.engine import Engine  # noqa: PLC0415 - nbgrader is slow

            engine = Engine.of(classroom)
            # What was imported stays: looking through it again and again costs a tenth of the run.
            gc.freeze()
            gc.set_threshold(20_000, 20, 20)
            if job["do"] == "register":
                _register(engine, job["exercises"], reporter)
            else:
                from passerelles.grading.run import Run  # noqa: PLC0415

                with tempfile.TemporaryDirectory(prefix="passerelles-run-") as private:
                    Path(private).chmod(0o755)
                    Run(engine, job, reporter, Path(private)).grade()
    except Refusal as refusal:
        reporter.say(refused=[refusal.text.fr, refusal.text.en])
    except Exception as fault:  # noqa: BLE001 - whatever it is, a run never ends in silence
        from passerelles.grading.faults import GENERAL, said  # noqa: PLC0415 - sqlalchemy is slow

        reporter.log("run", traceback.format_exc())
        told = (said(fault) or GENERAL).text
        reporter.say(refused=[told.fr, told.en])


def _register(engine: Engine, exercises: list[str], reporter: Reporter) -> None:
    from passerelles.grading.engine import Failed  # noqa: PLC0415 - nbgrader is slow

    for exercise_id in exercises:
        try:
            engine.register(exercise_id)
            engine.enter_dates(exercise_id)
        except Failed as failure:
            reporter.log(f"register {exercise_id}", str(failure) + traceback.format_exc())
            reporter.say(failed=exercise_id)
        else:
            reporter.say(done=exercise_id)


if __name__ == "__main__":
    main()
