"""What the tests of warm kernels share: talking to a kernel, and what a process has left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager

PATIENCE = 60.0
"""Seconds any step may take: the machine is shared, and no test times anything."""


@dataclass
class Said:
    """What one cell said."""

    status: str = ""
    text: str = ""
    result: str = ""
    error: str = ""
    traceback: str = ""
    count: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)


async def started(name: str = "passerelles", **options: Any) -> tuple[Any, Any]:
    """Return a manager with its running kernel, and a client of it."""
    manager = AsyncKernelManager(kernel_name=name)
    await manager.start_kernel(**options)
    client = connected(manager)
    if await manager.is_alive():
        # Or the first output may leave before this client has subscribed to it.
        await client.wait_for_ready(timeout=PATIENCE)
    return manager, client


def connected(manager: Any) -> Any:
    """Return a client of the manager's kernel."""
    client = manager.client()
    client.start_channels(hb=False)
    return client


async def cell(client: Any, code: str, **options: Any) -> Said:
    """Run `code` and return what came of it, once the kernel is idle again."""
    return await heard(client, client.execute(code, **options))


async def heard(client: Any, sent: str) -> Said:
    """Return what came of the request `sent`."""
    said = Said()
    while True:
        reply = await client.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"].get("msg_id") == sent:
            break
    said.status = reply["content"]["status"]
    said.count = reply["content"].get("execution_count", 0)
    while True:
        message = await client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != sent:
            continue
        kind, content = message["msg_type"], message["content"]
        said.messages.append(message)
        if kind == "stream":
            said.text += content["text"]
        elif kind == "execute_result":
            said.result = content["data"]["text/plain"]
        elif kind == "error":
            said.error = content["ename"]
            said.traceback = "\n".join(content["traceback"])
        elif kind == "status" and content["execution_state"] == "idle":
            return said


async def stopped(manager: Any, client: Any, **options: Any) -> None:
    """Shut the kernel down."""
    client.stop_channels()
    await manager.shutdown_kernel(**options)


def lives(pid: int) -> bool:
    """Return whether a process is there and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> bool:
    """Wait for the condition; return whether it came true in time."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, zombies included."""
    below = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            below += [int(child), *descendants(int(child))]
    return below


def python(script: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a script of its own as a server would be, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
