"""Runs in the parent, before any fork, what pages will run, so that forks find it done.

Code that has run has imported its modules, read and checked the course's data,
compiled its patterns and specialised its byte code; what is done here is done once
for every kernel, and its memory is shared. Everything goes the way of a kernel's
messages, into a session that leads nowhere, in a folder that is thrown away; then
all that a cell could have left behind is taken back.
"""

from __future__ import annotations

import asyncio
import gc
import linecache
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import _lru_cache_wrapper
from io import StringIO
from pathlib import Path
from typing import Any, Final

import ipywidgets
import zmq
from comm import get_comm_manager

from passerelles.kernels.kernel import WarmKernelApp
from passerelles.library.text import LANGUAGES
from passerelles_widgets import session, simulators
from passerelles_widgets.forms import exercise as graded
from passerelles_widgets.lazy import Near
from passerelles_widgets.panel import Panel
from passerelles_widgets.rooms import Rooms
from passerelles_widgets.session import WORKSPACE_VARIABLE

ROUNDS: Final = 1
"""Times each page is run. More saved no memory (17 MB after 1, 2, 4 or 10) and cost each start."""
_log = logging.getLogger(__name__)

_SHELL: Final = (
    "1 + 1",
    "import math\nprint(math.pi)",
    "from IPython.display import HTML, display\ndisplay(HTML('<p>.</p>'))",
    "raise ValueError('.')",
    "%pwd",
    "sum(range(3)); [x for x in range(3)]",
)
_NAMES: Final = "from passerelles_widgets.notebook import page, question, simulator"
_QUESTION: Final = {
    "id": "q",
    "type": "single",
    "prompt": {"fr": "…", "en": "…"},
    "options": [
        {"id": "a", "text": {"fr": "a", "en": "a"}, "right": True, "why": {"fr": "a", "en": "a"}},
        {"id": "b", "text": {"fr": "b", "en": "b"}, "right": False, "why": {"fr": "b", "en": "b"}},
    ],
}


def exercise(app: WarmKernelApp, rounds: int = ROUNDS) -> None:
    """Run the shell, every simulator and a question; leave the kernel as if it had run nothing."""
    kernel = app.kernel
    kernel.shell_stream = None
    with _thrown_away(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        try:
            asyncio.run(_pages(kernel, rounds))
        finally:
            _take_back(kernel)


async def _pages(kernel: Any, rounds: int) -> None:
    for _ in range(rounds):
        for code in _SHELL:
            await _cell(kernel, code)
        await _message(kernel, "kernel_info_request", {})
        await _message(kernel, "comm_info_request", {})
        await _message(kernel, "complete_request", {"code": "pri", "cursor_pos": 3})
        for turn, language in enumerate(LANGUAGES):
            opening = f"from passerelles_widgets.session import begin; begin('', {language!r})"
            await _cell(kernel, opening)
            await _cell(kernel, _NAMES)
            await _cell(kernel, f"question({_QUESTION!r})")
            await _come_near(kernel)
            # Each in one language: the other differs in its words alone, and those are loaded.
            for name in simulators.ids()[turn :: len(LANGUAGES)]:
                await _cell(kernel, f"page([('s', {f'simulator({name!r})'!r})])")
                await _come_near(kernel)
                await _move_levers(kernel)
                _close_all()


async def _cell(kernel: Any, code: str) -> None:
    await _message(
        kernel,
        "execute_request",
        {"code": code, "silent": False, "store_history": True, "stop_on_error": False},
    )


async def _come_near(kernel: Any) -> None:
    """Have every place of the page filled, as by a reader who scrolls through it."""
    for place in list(ipywidgets.Widget.widgets.values()):
        if isinstance(place, Near):
            await _update(kernel, place, {"near": True})
        elif isinstance(place, Rooms):
            await _update(kernel, place, {"near": ["s"]})


async def _move_levers(kernel: Any) -> None:
    """Change one number of every panel, as a browser would."""
    for panel in list(ipywidgets.Widget.widgets.values()):
        if not isinstance(panel, Panel):
            continue
        values = dict(panel.values)
        number = next((name for name, value in values.items() if isinstance(value, int)), None)
        if number is None:
            continue
        values[number] = values[number] + 1
        await _update(kernel, panel, {"values": values})


async def _update(kernel: Any, widget: Any, state: dict[str, Any]) -> None:
    data = {"method": "update", "state": state, "buffer_paths": []}
    await _message(kernel, "comm_msg", {"comm_id": widget.comm.comm_id, "data": data})


async def _message(kernel: Any, kind: str, content: dict[str, Any]) -> None:
    message = kernel.session.msg(kind, content=content)
    frames = [zmq.Frame(part) for part in kernel.session.serialize(message)]
    await kernel.dispatch_shell(frames)


@contextmanager
def _thrown_away() -> Iterator[None]:
    """Lend the exercise a workspace of its own, then put the surroundings back as they were."""
    before, here = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory(prefix="passerelles-exercise-") as folder:
        os.environ[WORKSPACE_VARIABLE] = folder
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)


def _take_back(kernel: Any) -> None:
    _close_all()
    get_comm_manager().comms.clear()
    session._current = None  # noqa: SLF001 - no cell has begun a session
    graded._current = None  # noqa: SLF001
    shell = kernel.shell
    shell.reset(new_session=True)
    shell.compile.reset_compiler_flags()
    linecache.clearcache()
    kernel.session.digest_history.clear()


def _close_all() -> None:
    """Close every widget and empty the caches of ours that kept one, which no page could open."""
    ipywidgets.Widget.close_all()
    for name, module in list(sys.modules.items()):
        if not name.startswith("passerelles_widgets"):
            continue
        for cached in vars(module).values():
            if isinstance(cached, _lru_cache_wrapper) and _keeps_a_widget(cached):
                cached.cache_clear()


def _keeps_a_widget(cached: Any) -> bool:
    # The cache itself is hidden, but what it refers to is not.
    kept = [each for each in gc.get_referents(cached) if isinstance(each, dict)]
    return any(isinstance(value, ipywidgets.Widget) for each in kept for value in each.values())
