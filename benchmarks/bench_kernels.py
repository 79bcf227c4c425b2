"""A kernel ready after the request, and its own memory: warm beside ordinary, in the same run.

One JSON object a line; median of RUNS. Times are in milliseconds from the request to
start, memory is USS (private pages) in megabytes of 2**20 bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager

from passerelles.kernels import KERNEL_NAME
from passerelles.kernels.keeper import keeper

RUNS = 10
SIMULATOR = "stakeholders"
CROWD = 30
OPEN = f"""
from passerelles_widgets.session import begin
begin(course="m2-institutional", lang="fr")
from passerelles_widgets.simulators.panel import simulator
simulator({SIMULATOR!r})
"""
PANEL = f"""
import time
start = time.process_time()
display(simulator({SIMULATOR!r}))
print(time.process_time() - start)
"""


def memory(pid: int) -> float:
    """Return the memory that is the process's alone, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


async def run(client: Any, code: str) -> str:
    """Run a cell to its end; return what it printed."""
    sent = client.execute(code)
    while True:
        reply = await client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == sent:
            break
    if reply["content"]["status"] != "ok":
        raise SystemExit("\n".join(reply["content"]["traceback"]))
    printed = ""
    while True:
        message = await client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != sent:
            continue
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]
        if message["content"].get("execution_state") == "idle":
            return printed


async def measured(name: str, folder: str) -> dict[str, float]:
    """Start one kernel, open one simulator in it, end it; return each step's figures."""
    figures = {}
    manager = AsyncKernelManager(kernel_name=name)
    environment = {**os.environ, "PASSERELLES_WORKSPACE": folder}

    async def step(label: str, doing: Awaitable[Any]) -> Any:
        start = time.perf_counter()
        done = await doing
        figures[label] = (time.perf_counter() - start) * 1000
        return done

    begin = time.perf_counter()
    await step("start_ms", manager.start_kernel(env=environment, cwd=folder))
    client = manager.client()
    client.start_channels(hb=False)
    client.execute("1")
    await step("first_reply_ms", client.get_shell_msg(timeout=60))
    figures["ready_ms"] = (time.perf_counter() - begin) * 1000
    await client.wait_for_ready(timeout=60)
    pid = manager.provisioner.pid
    figures["uss_ready_mb"] = memory(pid)
    await step("simulator_ms", run(client, OPEN))
    figures["uss_simulator_mb"] = memory(pid)
    figures["panel_cpu_ms"] = float(await run(client, PANEL)) * 1000
    client.stop_channels()
    await step("shutdown_ms", manager.shutdown_kernel())
    return figures


async def crowd(name: str, folder: str) -> float:
    """Return the seconds until the last of CROWD kernels started at once has answered."""

    async def one() -> tuple[Any, Any]:
        manager = AsyncKernelManager(kernel_name=name)
        await manager.start_kernel(cwd=folder)
        client = manager.client()
        client.start_channels(hb=False)
        client.execute("1")
        await client.get_shell_msg(timeout=60)
        return manager, client

    start = time.perf_counter()
    kernels = await asyncio.gather(*(one() for _ in range(CROWD)))
    taken = time.perf_counter() - start
    for manager, client in kernels:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
    return taken


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        keeper().parent()
        parent = (time.perf_counter() - start) * 1000
        print(
            json.dumps(
                {
                    "bench": "kernels",
                    "what": "parent",
                    "ready_ms": round(parent),
                    "uss_mb": round(memory(keeper().parent().pid), 1),
                }
            )
        )
        for name in (KERNEL_NAME, "python3"):
            runs = [await measured(name, folder) for _ in range(RUNS)]
            medians = {key: round(statistics.median(r[key] for r in runs), 1) for key in runs[0]}
            print(json.dumps({"bench": "kernels", "kernel": name, "n": RUNS, **medians}))
            seconds = round(await crowd(name, folder), 2)
            print(json.dumps({"bench": "kernels", "kernel": name, "at_once": CROWD, "s": seconds}))
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
