"""How a warm kernel is asked for: what it needs from its parent, and when it cannot come from it.

Only where processes fork; `provisioner` imports this when it has made sure.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from passerelles.kernels.forked import Forked
from passerelles.kernels.forkserver import Request
from passerelles.kernels.keeper import Keeper, keeper
from passerelles.kernels.parent import READY

_READY_TIMEOUT: Final = 10.0  # seconds; a kernel that takes longer is left to its client's patience
_UNDERSTOOD: Final = {"env", "cwd", "stdin", "stdout", "stderr", "independent", "kernel_id"}
_STREAMS: Final = ("stdin", "stdout", "stderr")
_DECISIVE: Final = ("PYTHON", "IPYTHON", "LD_")
"""Variables read when a Python starts: a fork cannot take on other values of them."""


async def launch(
    connection_file: str, options: Mapping[str, Any], limits: Mapping[str, int]
) -> tuple[Forked, str]:
    """Fork a kernel and wait until its sockets are open.

    Returns it with a complaint, empty if it is well. Raises `LostError` when no
    parent can be had and `OSError` when the machine has no room for a kernel.
    """
    kept = keeper()
    asked = asyncio.get_running_loop().run_in_executor(
        kept.worker, _fork, kept, connection_file, options, limits
    )
    try:
        forked, told = await asyncio.shield(asked)
    except asyncio.CancelledError:
        # Nobody waits for it any more, and nobody else would end it.
        asked.add_done_callback(_end)
        raise
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_READY_TIMEOUT):
                await readable(told)
        os.set_blocking(told, False)
        with suppress(BlockingIOError):
            said = os.read(told, 8192)
            if said != READY:
                return forked, said.decode(errors="replace") or "it ended before it was ready"
    except BaseException:
        forked.kill()
        raise
    finally:
        os.close(told)
    return forked, ""


def refusal(command: list[str], options: Mapping[str, Any]) -> str:
    """Return why the kernel asked for is no fork of the parent, empty if it is."""
    if command[:-1] != [sys.executable, "-m", "ipykernel_launcher", "-f"]:
        return "its command is not the one the parent has prepared"
    unknown = sorted(name for name, value in options.items() if value and name not in _UNDERSTOOD)
    if unknown:
        return f"it is launched with options of its own ({', '.join(unknown)})"
    if options.get("independent"):
        return "it is to outlive its server"
    if subprocess.PIPE in [options.get(name) for name in _STREAMS]:
        return "its output goes to a pipe of its caller’s"
    if _decisive(options["env"]) != _decisive(keeper().environment or os.environ):
        return "its environment starts Python differently"
    return ""


async def readable(descriptor: int) -> None:
    """Wait until the descriptor has something to say or has been closed at its other end."""
    loop = asyncio.get_running_loop()
    spoken = asyncio.Event()
    loop.add_reader(descriptor, spoken.set)
    try:
        await spoken.wait()
    finally:
        loop.remove_reader(descriptor)


def _fork(
    kept: Keeper, connection_file: str, options: Mapping[str, Any], limits: Mapping[str, int]
) -> tuple[Forked, int]:
    """Return the kernel and where it will say that it is ready (in the keeper's thread)."""
    told, tell = os.pipe()
    try:
        with _streams(options) as streams:
            request = Request(
                {"connection_file": os.path.realpath(connection_file)},
                environment={**options["env"], "JPY_PARENT_PID": str(os.getpid())},
                folder=str(options.get("cwd") or Path.cwd()),
                limits={**_own_limits(), **{f"RLIMIT_{n}": (v, v) for n, v in limits.items()}},
                streams=streams,
                descriptors=[tell],
            )
            return kept.fork(request), told
    except BaseException:
        os.close(told)
        raise
    finally:
        os.close(tell)


def _end(asked: asyncio.Future[tuple[Forked, int]]) -> None:
    if not asked.cancelled() and not asked.exception():
        forked, told = asked.result()
        forked.kill()
        os.close(told)


def _own_limits() -> dict[str, tuple[int, int]]:
    """Return the server's limits as they are now, which a child of its own would have."""
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


@contextmanager
def _streams(options: Mapping[str, Any]) -> Iterator[dict[int, int]]:
    """Give the descriptors asked for in the places of the standard streams."""
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        # Never the server's standard input: nobody types into a kernel.
        given = {0: nothing}
        for place, name in enumerate(_STREAMS):
            stream = options.get(name)
            if stream is None:
                continue
            if stream == subprocess.DEVNULL:
                given[place] = nothing
            elif stream == subprocess.STDOUT:
                given[place] = given.get(1, 1)
            else:
                given[place] = stream if isinstance(stream, int) else stream.fileno()
        yield given
    finally:
        os.close(nothing)


def _decisive(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_DECISIVE)}
