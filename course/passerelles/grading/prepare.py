"""All of grading but the writing: what a worker of the pool does with one submission.

Sanitized by nbgrader's own preprocessors, executed, cut to nbgrader's limits. A
worker opens no database and writes nothing that lasts; it returns the notebooks.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import nbformat
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, Execute, SaveAutoGrades
from nbgrader.preprocessors import overwritecells as _cells
from nbgrader.preprocessors import overwritekernelspec as _kernelspec
from nbgrader.utils import determine_grade, is_grade, is_solution
from traitlets.config import Config

from passerelles.dossier.answers import Answers
from passerelles.grading import faster
from passerelles.grading.answers import to_bytes
from passerelles.grading.attempts import ANSWERS
from passerelles.grading.door import read_notebook
from passerelles.grading.execute import CellFault, execute
from passerelles.grading.faults import said
from passerelles.grading.keys import KeyBook, Keys
from passerelles.grading.rebuild import rebuilt
from passerelles.grading.repair import repair
from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.sandbox.runner import Cell, Sandboxes
from passerelles.library.errors import Refusal

faster.install()
WRITING: Final = (SaveAutoGrades, AssignLatePenalties)
"""The steps of nbgrader's that write to the gradebook: the writer does them."""


@dataclass(frozen=True)
class Common:
    """What all submissions of a run share.

    `release` is the learners' notebook of a no-code exercise; `folder` holds the
    files sandboxes show; `form` is the sandbox's; `notice` tells of cut output.
    """

    keys: Keys
    config: Config
    release: Path
    folder: Path
    form: str
    limits: Limits
    notice: str


@dataclass(frozen=True)
class Work:
    """One submission: the attempts at a no-code exercise, or notebooks and files.

    `penalties` are what lateness costs each attempt in points; empty for nothing.
    """

    student: str
    attempts: tuple[Answers, ...] = ()
    penalties: tuple[float, ...] = ()
    notebooks: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """A submission ready to be written, or why it is not.

    `notebooks` are JSON texts; `attempt` the place of the one that counts; `limit`
    the limit that code reached; `failed` and the rest as in a worker's outcome.
    """

    student: str
    notebooks: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 0
    limit: str | None = None
    outcome: Mapping[str, Any] | None = None
    log: str = ""


SHARED: Final[dict[str, Common]] = {}
"""What forked workers find here, without its being sent to them for each submission."""


def prepare(given: Common | str, work: Work) -> Prepared:
    """Grade one submission, all but the writing; never raises: a fault is in what it returns.

    `given` is what the run shares, or its name in `SHARED`.
    """
    try:
        common = SHARED[given] if isinstance(given, str) else given
        if work.attempts:
            return _answers(common, work)
        return _code(common, work)
    except Refusal as refusal:
        failed = {"failed": "refused", "why": [refusal.text.fr, refusal.text.en]}
        return Prepared(work.student, outcome=failed)
    except CellFault as fault:
        failed = {"failed": "question", "cell": fault.cell}
        return Prepared(work.student, outcome=failed, log=traceback.format_exc())
    except Exception as fault:  # noqa: BLE001 - one submission costs only itself
        outcome: dict[str, Any] = {"failed": "internal"}
        known = said(fault)
        if known is not None:
            outcome["why"] = [known.text.fr, known.text.en]
        return Prepared(work.student, outcome=outcome, log=traceback.format_exc())


def _answers(common: Common, work: Work) -> Prepared:
    """Mark every attempt; of those equally good, lateness taken off, the last counts."""
    best: Any = None
    number, most = 0, float("-inf")
    late = work.penalties or (0.0,) * len(work.attempts)
    name = common.keys.assignment
    for place, attempt in enumerate(work.attempts):
        notebook = rebuilt(common.release, attempt.answers)
        node = nbformat.reads(notebook.decode(), as_version=4)
        resources = _resources(common, work, name)
        node, resources = _apply(_sanitizing(common), node, resources)
        with tempfile.TemporaryDirectory() as folder:
            answers = Path(folder) / ANSWERS
            answers.write_bytes(to_bytes(attempt))
            execute(node, answers)
        scores = (determine_grade(cell)[0] or 0.0 for cell in node.cells if is_grade(cell))
        points = sum(scores) - late[place]
        if points >= most:
            best, number, most = (node, resources), place, points
    node, _ = _apply(_finishing(common), *best)
    return Prepared(work.student, {name: json.dumps(node)}, number)


def _code(common: Common, work: Work) -> Prepared:
    """Run every notebook of a submission in a sandbox of its own."""
    done: dict[str, str] = {}
    limit: str | None = None
    for name, raw in sorted(work.notebooks.items()):
        node = read_notebook(name, raw)
        _check_language(common, name, node)
        repair(node, common.keys.notebooks[name])
        node, resources = _apply(_sanitizing(common), node, _resources(common, work, name))
        limit = _run(common, work, node) or limit
        node, _ = _apply(_finishing(common), node, resources)
        done[name] = json.dumps(node)
    return Prepared(work.student, done, limit=limit)


def _run(common: Common, work: Work, node: Any) -> str | None:
    settings = _execution(common)
    chosen = [
        cell
        for cell in node.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        # A test that did not run would count as passed: no tag of a learner's skips one.
        and (_is_test(cell) or settings.skip_cells_with_tag not in cell.metadata.get("tags", []))
    ]
    cells = [Cell(cell.source, _is_test(cell), _timeout(settings, cell)) for cell in chosen]
    run = _sandboxes(common).run(cells, work.files, common.limits, common.notice)
    for cell, outputs, count in zip(chosen, run.outputs, run.counts, strict=True):
        cell.outputs = [nbformat.from_dict(output) for output in outputs]
        cell.execution_count = count
    node.metadata["language_info"] = nbformat.from_dict(_language())
    return run.fault


def _is_test(cell: Any) -> bool:
    return bool(is_grade(cell) and not is_solution(cell))


def _timeout(settings: Any, cell: Any) -> float | None:
    seconds = settings.timeout_func(cell) if settings.timeout_func else settings.timeout
    return float(seconds) if seconds and seconds > 0 else None


def _check_language(common: Common, name: str, node: Any) -> None:
    """Refuse notebooks of other languages: what runs here is Python."""
    written = common.keys.notebooks[name].kernelspec
    spec = json.loads(written) if written else dict(node.metadata.get("kernelspec", {}))
    language = str((spec or {}).get("language") or (spec or {}).get("name") or "python").lower()
    if not language.startswith(("python", "ipython")):
        raise Refusal(
            f"« {name}.ipynb » est écrit pour le noyau {language[:40]} ; ici se corrige Python : "
            "employez « nbgrader autograde » pour ce devoir.",
            f"“{name}.ipynb” is written for the {language[:40]} kernel; what is graded here is "
            "Python: use “nbgrader autograde” for this assignment.",
        )


def _resources(common: Common, work: Work, notebook: str) -> Any:
    return {
        "nbgrader": {
            "notebook": notebook,
            "assignment": common.keys.assignment,
            "student": work.student,
            "db_url": "",
        },
        "metadata": {"path": ""},
    }


def _apply(steps: tuple[Any, ...], node: Any, resources: Any) -> tuple[Any, Any]:
    for step in steps:
        if step.enabled:
            node, resources = step.preprocess(node, resources)
    return node, resources


# One run has one `Common`; its parts are made by the thread that first needs them.
_made = threading.local()


def _of(common: Common, name: str, make: Any) -> Any:
    """Return what was made for this run before, or make it; another run's is given up."""
    mark = (common.keys.assignment, str(common.folder), common.form)
    if getattr(_made, "mark", None) != mark:
        close()
        _made.mark, _made.parts = mark, {}
        book = KeyBook(common.keys)
        _cells.Gradebook = _kernelspec.Gradebook = lambda *_, **__: book
    if name not in _made.parts:
        _made.parts[name] = make()
    return _made.parts[name]


def close() -> None:
    """End the sandboxes of this thread."""
    sandboxes = getattr(_made, "parts", {}).get("sandboxes")
    if sandboxes is not None:
        sandboxes.close()
    _made.__dict__.clear()


def _steps(common: Common, kind: str) -> tuple[Any, ...]:
    converter = Autograde(coursedir=None, config=common.config)
    if kind == "sanitizing":
        classes = list(converter.sanitize_preprocessors)
    else:
        listed = list(converter.autograde_preprocessors)
        first = min((listed.index(one) for one in WRITING if one in listed), default=len(listed))
        classes = [one for one in listed[:first] if one is not Execute]
    return tuple(one(config=common.config) for one in classes)


def _sanitizing(common: Common) -> tuple[Any, ...]:
    found: tuple[Any, ...] = _of(common, "sanitizing", lambda: _steps(common, "sanitizing"))
    return found


def _finishing(common: Common) -> tuple[Any, ...]:
    found: tuple[Any, ...] = _of(common, "finishing", lambda: _steps(common, "finishing"))
    return found


def _execution(common: Common) -> Any:
    return _of(common, "execution", lambda: Execute(config=common.config))


def _sandboxes(common: Common) -> Sandboxes:
    def make() -> Sandboxes:
        return Sandboxes(common.folder, common.keys.warm, common.form)

    found: Sandboxes = _of(common, "sandboxes", make)
    return found


@lru_cache(maxsize=1)
def _language() -> dict[str, Any]:
    version = ".".join(map(str, sys.version_info[:3]))
    return {
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": f"ipython{sys.version_info[0]}",
        "version": version,
    }


def own_process() -> None:
    """Prepare a process of the pool: it ends with the one that started it."""
    import ctypes  # noqa: PLC0415 - Linux alone has it to do
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() == 1:
            os._exit(1)
