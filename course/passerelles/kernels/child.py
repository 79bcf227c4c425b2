"""What a forked child does before its task: leave the parent's state, take on its own."""

from __future__ import annotations

import atexit
import fcntl
import gc
import os
import random
import resource
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_F_SETSIG: Final = 10  # Linux; Python 3.11 has no name for it
_FIRST_TO_GO: Final = 300  # of 1000: out of memory, a child goes before the server and the parent


def become(
    request: dict[str, Any],
    descriptors: list[int],
    run: Callable[[Any, list[int]], int | None],
    lifeline: int,
    leave: Callable[[], None],
) -> None:
    """Turn this process, just forked, into the child `request` asks for; never return.

    Interpreter shutdown is cut short: tearing every module down would copy all
    the memory shared with the parent only to free it.
    """
    status = 1
    try:
        os.setsid()
        _hold_on(lifeline)
        leave()
        _reset_signals()
        own = _take_streams(request.get("streams", []), descriptors)
        _settle_in(request)
        random.seed()
        gc.enable()
        status = _status(run(request.get("task"), own))
    except SystemExit as leaving:
        status = _status(leaving.code)
    except BaseException:  # noqa: BLE001 - the last frame of this process
        traceback.print_exc()
    finally:
        _finish(status)


def _hold_on(lifeline: int) -> None:
    """Have the kernel kill this whole group when the server's end of the pipe closes.

    No thread watches, so a task that never yields dies all the same. The pipe is
    opened anew because a description, and whom it signals, is shared across forks.
    """
    own = os.open(f"/proc/self/fd/{lifeline}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.fcntl(own, fcntl.F_SETOWN, -os.getpid())
    fcntl.fcntl(own, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
    watch = select.poll()
    watch.register(own, 0)
    if watch.poll(0):  # it closed before we held on
        os._exit(1)


def _reset_signals() -> None:
    ours: dict[int, Any] = {
        signal.SIGPIPE: signal.SIG_IGN,
        signal.SIGINT: signal.default_int_handler,
    }
    if hasattr(signal, "SIGXFSZ"):
        ours[signal.SIGXFSZ] = signal.SIG_IGN  # as the interpreter itself starts
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with suppress(OSError, ValueError):  # the C library keeps two for itself
            signal.signal(number, ours.get(signal.Signals(number), signal.SIG_DFL))
    signal.set_wakeup_fd(-1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _take_streams(streams: list[int], descriptors: list[int]) -> list[int]:
    """Put the first descriptors in the standard places they are for; return the others."""
    for place, descriptor in zip(streams, descriptors, strict=False):
        os.dup2(descriptor, place)
        os.close(descriptor)
    return descriptors[len(streams) :]


def _settle_in(request: dict[str, Any]) -> None:
    """Take on the environment, limits and folder asked for."""
    environment = request.get("environment")
    if environment is not None:
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
    with suppress(OSError):  # not where /proc is covered
        Path("/proc/self/oom_score_adj").write_text(str(_FIRST_TO_GO))
    for name, (soft, hard) in request.get("limits", {}).items():
        with suppress(ValueError, OSError):  # raising a hard limit is not always ours to do
            resource.setrlimit(getattr(resource, name), (soft, hard))
    if folder := request.get("folder"):
        os.chdir(folder)


def _status(returned: Any) -> int:
    if returned is None:
        return 0
    if isinstance(returned, int):
        return returned & 0xFF
    sys.stderr.write(f"{returned}\n")
    return 1


def _finish(status: int) -> None:
    with suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - waits for threads
    with suppress(BaseException):
        atexit._run_exitfuncs()  # noqa: SLF001 - as multiprocessing's children do
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()
    os._exit(status)
