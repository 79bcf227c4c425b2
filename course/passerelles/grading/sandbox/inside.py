"""The process sandboxes are forked from, itself inside the outer one.

python -m passerelles.grading.sandbox.inside --sandboxed 1 --warm numpy,… --channel N --lifeline N
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import importlib
import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from passerelles.grading.sandbox import confine, frames
from passerelles.kernels.fork import Parent

if TYPE_CHECKING:
    from passerelles.grading.sandbox.shell import Cells

ASSIGNMENT: Final = Path("/assignment")
"""Where the outer sandbox shows the files of the assignment."""
_COPIED: Final = 1_000_000  # bytes: a larger file is linked to, not copied
_NICE: Final = 5
_REQUESTS, _ANSWERS = 10, 11
_EXERCISES: Final = (
    "1 + 1",
    "import math\nprint(math.pi)",
    "from IPython.display import HTML, display\ndisplay(HTML('<p>.</p>'))",
    "raise ValueError('.')",
    "assert [1] == [2], 'x'",
    "import asyncio\nawait asyncio.sleep(0)",
    "sum(range(3)); [x for x in range(3)]",
)


def main(arguments: list[str] | None = None) -> None:
    """Prepare a shell, then fork it on request until the grader is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--lifeline", type=int, required=True)
    parser.add_argument("--sandboxed", type=int, required=True)
    parser.add_argument("--folder", type=Path, default=ASSIGNMENT)
    parser.add_argument("--warm", default="")
    options = parser.parse_args(arguments)
    channel = socket.socket(fileno=options.channel)
    for descriptor in (options.channel, options.lifeline):
        os.set_inheritable(descriptor, False)
    cells = prepare([name for name in options.warm.split(",") if name])
    run = partial(_be, cells, options.folder, bool(options.sandboxed))
    Parent(channel, options.lifeline, run).serve()


def prepare(warm: list[str]) -> Cells:
    """Import what the assignment's notebooks import and run some cells; leave no trace of them."""
    for name in ("jedi", "rfc3987_syntax"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    from passerelles.grading.sandbox.shell import Cells as Shells  # noqa: PLC0415 - after that

    for name in warm:
        with suppress(Exception):
            importlib.import_module(name)
    cells = Shells()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cells.streams
    asyncio.run(_exercise(cells))
    sys.stdout, sys.stderr = before
    cells.shell.reset(new_session=True)
    cells.shell.compile.reset_compiler_flags()
    return cells


async def _exercise(cells: Cells) -> None:
    for source in _EXERCISES:
        await cells.run(source, graded=False)


def _be(cells: Cells, folder: Path, sandboxed: bool, task: Any, descriptors: list[int]) -> int:
    """Be one sandbox: separate, fork the worker, wait for it (in the fork)."""
    limits = {**task, "started_with": _address_space()}
    if sandboxed:
        confine.separate()
    worker = os.fork()
    if worker == 0:
        status = 1
        try:
            _work(cells, folder, sandboxed, limits, descriptors)
            status = 0
        finally:
            os._exit(status)
    for descriptor in descriptors:
        os.close(descriptor)
    return confine.keep(worker, limits)


def _work(
    cells: Cells, folder: Path, sandboxed: bool, limits: dict[str, Any], descriptors: list[int]
) -> None:
    """Confine this process, then run the cells that come, one at a time."""
    os.setsid()
    requests, answers = descriptors
    for place, descriptor in ((_REQUESTS, requests), (_ANSWERS, answers)):
        os.dup2(descriptor, place, inheritable=False)
    os.closerange(3, _REQUESTS)
    os.closerange(_ANSWERS + 1, 4096)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.nice(_NICE)
    confine.close_in(limits, sandboxed=sandboxed)
    first = frames.receive(_REQUESTS)
    home = Path(tempfile.mkdtemp(prefix="work-"))
    work = home / "work"
    work.mkdir()
    os.chdir(work)
    os.environ.update(first["environment"], HOME=str(home))
    _lay_out(first["files"], folder, work)
    for place in (1, 2):
        shown = os.open(home / f".stream{place}", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(shown, place)
        os.close(shown)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    cells.shell.user_ns["_dh"][:] = [str(work)]
    cells.begin()
    frames.send(_ANSWERS, {"ready": True})
    asyncio.run(_cells(cells))


async def _cells(cells: Cells) -> None:
    # Between cells nothing may interrupt: the signal was meant for a cell that has just ended.
    while True:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        request = await _next()
        if request is None:
            return
        signal.signal(signal.SIGINT, signal.default_int_handler)
        answer = await cells.run(request["source"], graded=request["graded"])
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        frames.send(_ANSWERS, answer)


async def _next() -> Any:
    """Wait for a request while the tasks a cell has left go on."""
    loop = asyncio.get_running_loop()
    come = asyncio.Event()
    loop.add_reader(_REQUESTS, come.set)
    try:
        await come.wait()
    finally:
        loop.remove_reader(_REQUESTS)
    try:
        return frames.receive(_REQUESTS)
    except frames.BrokenError:
        return None


def _lay_out(files: dict[str, str], folder: Path, work: Path) -> None:
    """Put the submission's files in the work folder, then the assignment's over them."""
    for name, content in files.items():
        path = work / name
        with suppress(OSError):  # a file that has no room here is one the cells do not find
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(content))
    for source in sorted(folder.rglob("*")) if folder.is_dir() else []:
        path = work / source.relative_to(folder)
        if source.is_dir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.unlink(missing_ok=True)
            if source.stat().st_size > _COPIED:
                path.symlink_to(source)
            else:
                path.write_bytes(source.read_bytes())


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
