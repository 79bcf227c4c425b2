"""Runs the instructor's cells in this process, in order, and records what they show.

No kernel and no learner's code: the cells are the instructor's, the answers
are data beside them. What nbgrader would read from a kernel's messages
(streams, displays, the last value) is recorded in the same form.

Only the grading worker and the checks of the build call this: it changes the
working directory and the environment of its process while it runs.
"""

from __future__ import annotations

import ast
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import lru_cache
from io import TextIOBase
from pathlib import Path
from types import CodeType
from typing import Any, Final

EXECUTION: Final = "NBGRADER_EXECUTION"
WORKSPACE: Final = "PASSERELLES_WORKSPACE"
SKIPPED_TAG: Final = "simulator"
"""Cells that only show a simulator mark nothing and would open a learner's scenarios."""


class CellFault(Exception):  # noqa: N818 - names what is at fault
    """An instructor's cell failed: nobody's score may come from it."""

    def __init__(self, cell: str, error: BaseException) -> None:
        super().__init__(f"cell {cell}: {type(error).__name__}: {error}")
        self.cell = cell


class _Recorder:
    """Collects one cell's outputs, streams joined while nothing else comes between."""

    def __init__(self) -> None:
        self.outputs: list[Any] = []

    def stream(self, text: str) -> None:
        # Standard error too: nbgrader scores a cell 0 for a warning there, and
        # these cells are not the learner's.
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream":
            last.text += text
        else:
            self.add("stream", name="stdout", text=text)

    def add(self, kind: str, **content: Any) -> None:
        from nbformat import from_dict  # noqa: PLC0415 - slow to load

        # Made as nbformat's `new_output` does, but checked with the whole notebook, not alone.
        self.outputs.append(from_dict({"output_type": kind, **content}))


class _Stream(TextIOBase):
    def __init__(self, recorder: _Recorder) -> None:
        self._recorder = recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._recorder.stream(text)
        return len(text)


def execute(node: Any, answers: Path | None) -> None:
    """Run the code cells of the notebook `node` and put their outputs into it.

    `answers` is the `answers.json` to lay beside the notebook, in a private
    working directory that is removed afterwards. Raises `CellFault`.
    """
    with tempfile.TemporaryDirectory(prefix="passerelles-grading-") as name:
        folder = Path(name)
        if answers is not None and answers.is_file():
            shutil.copyfile(answers, folder / "answers.json")
        with _environment(folder), _shell(folder) as shell:
            for count, cell in enumerate(_code_cells(node), start=1):
                recorder = _Recorder()
                cell.execution_count = count
                _run(cell, recorder, shell, count)
                cell.outputs = recorder.outputs


def _code_cells(node: Any) -> Iterator[Any]:
    for cell in node.cells:
        if cell.cell_type == "code" and SKIPPED_TAG not in cell.metadata.get("tags", []):
            yield cell


def _run(cell: Any, recorder: _Recorder, shell: Any, count: int) -> None:
    stream = _Stream(recorder)
    shell.display_pub.recorder = recorder
    try:
        body, expression = _compiled(cell.source, f"<{cell.id}>")
        with redirect_stdout(stream), redirect_stderr(stream):
            exec(body, shell.user_ns)  # noqa: S102 - trusted
            if expression is None:
                return
            value = eval(expression, shell.user_ns)  # noqa: S307 - the instructor's cell
            if value is not None:
                data, metadata = shell.display_formatter.format(value)
                recorder.add("execute_result", data=data, metadata=metadata, execution_count=count)
    except (Exception, SystemExit) as error:
        raise CellFault(str(cell.id), error) from error


@lru_cache(maxsize=256)
def _compiled(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """Compile a cell and its last value; the same cells come with every submission."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return compile(tree, name, "exec"), None
    tree.body.pop()
    value = compile(ast.Expression(last.value), name, "eval")
    return compile(tree, name, "exec"), value


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """Work in `folder`, as nbgrader's grading does and away from any workspace."""
    here = Path.cwd()
    before = {name: os.environ.get(name) for name in (EXECUTION, WORKSPACE)}
    os.environ.update({EXECUTION: "autograde", WORKSPACE: str(folder)})
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _shell(folder: Path) -> Iterator[Any]:
    """Lend IPython's shell object, which `display` and the cells' functions look for."""
    from IPython.core.displaypub import DisplayPublisher  # noqa: PLC0415 - slow to load
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    class Publisher(DisplayPublisher):  # type: ignore[misc, unused-ignore]
        recorder: _Recorder | None = None

        def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
            assert self.recorder is not None
            self.recorder.add("display_data", data=data, metadata=metadata or {})

    config = Config()
    config.HistoryManager.enabled = False
    hook, excepthook = sys.displayhook, sys.excepthook
    with ExitStack() as stack:
        if not InteractiveShell.initialized():
            # The shell makes itself a profile: in the private folder, gone with it.
            shell = InteractiveShell.instance(config=config, ipython_dir=str(folder / "ipython"))
        else:
            shell = InteractiveShell.instance()
        publisher, names = shell.display_pub, shell.user_ns
        stack.callback(setattr, sys, "displayhook", hook)
        stack.callback(setattr, sys, "excepthook", excepthook)
        stack.callback(setattr, shell, "display_pub", publisher)
        stack.callback(setattr, shell, "user_ns", names)
        shell.display_pub = Publisher(parent=shell)
        shell.user_ns = {"__name__": "__main__"}
        yield shell
