"""The process that grades: one JSON job on standard input, one JSON line out for each outcome.

A process of its own because nbgrader's converters and the cells change the
working directory and the environment, and because a run that hangs can then be
ended. It holds the classroom's lock itself: the lock lasts as long as the work.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from passerelles.grading import attempts as kept
from passerelles.grading.answers import to_bytes
from passerelles.grading.attempts import Attempt
from passerelles.grading.execute import CellFault
from passerelles.grading.files import locked, write_json
from passerelles.grading.rebuild import rebuilt
from passerelles.grading.settings import SETTINGS_FILE, Classroom, read_settings
from passerelles.library.errors import Refusal

if TYPE_CHECKING:
    from passerelles.grading.engine import Engine

WAIT_SECONDS: Final = 60.0
SUBMIT_SECONDS: Final = 20.0


def main() -> None:
    """Do the job read from standard input and write outcomes to standard output."""
    answers_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever is printed while cells run must not look like an outcome
    # jsonschema offers to check IRIs, which costs 1.5 s of grammar building and serves nobody here.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    job = json.load(sys.stdin)
    root = Path(job["classroom"])
    try:
        classroom = Classroom(root, read_settings(root / SETTINGS_FILE))
        with locked(classroom.lock("grade"), WAIT_SECONDS):
            from passerelles.grading.engine import Engine  # noqa: PLC0415 - nbgrader is slow

            engine = Engine.of(classroom)
            if job["do"] == "register":
                _register(engine, job["exercises"], answers_to)
            else:
                _grade(engine, job, answers_to)
    except Refusal as refusal:
        _say(answers_to, refused=[refusal.text.fr, refusal.text.en])


def _register(engine: Engine, exercises: list[str], out: TextIO) -> None:
    from passerelles.grading.engine import Failed  # noqa: PLC0415 - nbgrader is slow

    for exercise_id in exercises:
        try:
            engine.register(exercise_id)
            engine.set_deadline(exercise_id)
        except Failed as failure:
            _log(engine.classroom, f"register {exercise_id}", str(failure))
            _say(out, failed=exercise_id)
        else:
            _say(out, done=exercise_id)


def _grade(engine: Engine, job: dict[str, Any], out: TextIO) -> None:
    exercise_id = job["exercise"]
    engine.set_deadline(exercise_id)
    for student in job["students"]:
        try:
            with locked(engine.classroom.lock("submit"), SUBMIT_SECONDS):
                outcome = _grade_one(engine, exercise_id, student, force=job["force"])
        except Refusal as refusal:
            outcome = {"failed": "answers", "why": [refusal.text.fr, refusal.text.en]}
        except CellFault as fault:
            _log(engine.classroom, f"{exercise_id} {student}", traceback.format_exc())
            outcome = {"failed": "question", "cell": fault.cell}
        except Exception:  # noqa: BLE001 - one submission costs only itself
            _log(engine.classroom, f"{exercise_id} {student}", traceback.format_exc())
            outcome = {"failed": "internal"}
        _say(out, student=student, **outcome)


def _grade_one(engine: Engine, exercise_id: str, student: str, *, force: bool) -> dict[str, Any]:
    """Grade the attempt that counts, unless that has been done; call it under the lock."""
    classroom = engine.classroom
    found = kept.attempts(classroom, student, exercise_id)
    if not found:
        raise Refusal(
            "Rien n’a été remis ; la correction attend une remise.",
            "Nothing has been handed in; grading waits for that.",
        )
    for attempt in found:
        if not (classroom.attempts(student, exercise_id) / str(attempt.number)).exists():
            kept.keep(classroom, student, attempt)
    state = {
        "key": sha256(classroom.source(exercise_id).read_bytes()).hexdigest(),
        "counts": classroom.settings.counts,
        "attempts": [attempt.sha256 for attempt in found],
    }
    before = kept.state(classroom, student, exercise_id)
    done = all(before.get(key) == value for key, value in state.items())
    if done and not force and classroom.autograded(student, exercise_id).exists():
        return {"outcome": "unchanged", "attempt": before["attempt"]}
    chosen = _counting(engine, student, found)
    kept.put_forward(classroom, student, chosen)
    path = classroom.attempts(student, exercise_id) / kept.STATE
    write_json(path, {"finished": False})
    try:
        engine.autograde(exercise_id, student)
    except Exception:
        if before:  # the earlier grade has been put back
            write_json(path, {**before, "attempts": []})
        raise
    time = kept.iso(datetime.now(UTC))
    write_json(path, {"finished": True, **state, "attempt": chosen.number, "time": time})
    return {"outcome": "graded", "attempt": chosen.number}


def _counting(engine: Engine, student: str, found: tuple[Attempt, ...]) -> Attempt:
    """Return the attempt that counts; of equally good ones the last. Faults show before writing."""
    best, most = found[-1], -1.0
    counted = found if engine.classroom.settings.counts == "best" else found[-1:]
    for attempt in counted:
        points = _points(engine, student, attempt)
        if points >= most:
            best, most = attempt, points
    return best


def _points(engine: Engine, student: str, attempt: Attempt) -> float:
    exercise_id = attempt.answers.exercise
    notebook = rebuilt(engine.classroom.release(exercise_id), attempt.answers.answers)
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / kept.ANSWERS
        answers.write_bytes(to_bytes(attempt.answers))
        return engine.rehearse(exercise_id, student, notebook, answers)


def _log(classroom: Classroom, what: str, text: str) -> None:
    """Keep the technical reason for whoever looks after the classroom."""
    path = classroom.root / "logs" / "grading.log"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8", errors="replace") as stream:
        stream.write(f"--- {kept.iso(datetime.now(UTC))} {what}\n{text}\n")


def _say(out: TextIO, **outcome: Any) -> None:
    out.write(json.dumps(outcome) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
