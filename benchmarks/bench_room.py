"""A full training room: forty devices join at once, open a module, move levers; what it takes.

Forty visitors speak what pages speak (HTTP, then the two websockets); a few real browsers open
the same module meanwhile. There is no stock tool for this; the figures stand alone.

python benchmarks/bench_room.py [--people 40] [--browsers 3] [--moves 15]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.rooms import Guest, Kernel, Opened, opened

from benchmarks.common import browser, report, spread

LEVER = "weight-main-migrant-groups"


def at_once(number: int, act: Callable[[int], float]) -> tuple[list[float], int]:
    """Do something in as many threads; return the seconds each took, and how many failed."""
    took: list[float] = []
    failed: list[int] = []

    def one(place: int) -> None:
        begun = time.monotonic()
        try:
            waited = act(place)
        except Exception as fault:  # noqa: BLE001 - counted and shown
            failed.append(place)
            print(f"{place}: {fault!r}", file=sys.stderr)
        else:
            took.append(waited or time.monotonic() - begun)

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, len(failed)


def quantiles(values: list[float]) -> dict[str, int]:
    """Return p50 and p95 in milliseconds."""
    ordered = sorted(values)
    last = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {"p50": round(1000 * ordered[len(ordered) // 2]), "p95": round(1000 * ordered[last])}


def memory(pid: int) -> float:
    """Return the proportional memory of a process and all below it, in MB."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    below: dict[int, list[int]] = {}
    for line in listed.stdout.splitlines():
        child, parent = map(int, line.split())
        below.setdefault(parent, []).append(child)
    whole, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        waiting += below.get(one, [])
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        whole += next((int(ln.split()[1]) for ln in text.splitlines() if ln.startswith("Pss:")), 0)
    return round(whole / 1024, 1)


def chart(message: dict[str, Any]) -> bool:
    data = (message.get("content") or {}).get("data") or {}
    return "figure" in (data.get("state") or {})


def drain(kernel: Kernel) -> None:
    """Take in what is still on its way, so that only the coming change is timed."""
    try:
        while True:
            kernel.hear(0.2)
    except TimeoutError:
        return


def measure(room: Opened, people: int, moves: int, chromium: Any, browsers: int) -> None:
    trainer = Guest(room)
    trainer.lead()
    trainer.line("trainer").do(do="teams-make", count=max(2, people // 5))
    idle = memory(room.process.pid)
    guests = [Guest(room) for _ in range(people)]

    def join(place: int) -> float:
        begun = time.monotonic()
        if "?new=1" not in guests[place].join(f"Guest {place}").url:
            raise RuntimeError("not let in")
        return time.monotonic() - begun

    joined, refused = at_once(people, join)
    report("room join at once", unit="s", people=people, failed=refused, **spread(joined))
    kernels: dict[int, tuple[Kernel, str]] = {}

    def open_module(place: int) -> float:
        begun = time.monotonic()
        kernel = guests[place].module()
        kernels[place] = kernel, kernel.near()
        return time.monotonic() - begun

    ready, failed = at_once(people, open_module)
    report("room first chart at once", unit="s", people=people, failed=failed, **spread(ready))
    pages = []
    for number in range(browsers):
        page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(180_000)
        begun = time.monotonic()
        page.goto(f"{room.address}?code={room.code}")
        page.locator("input[name=name]").first.fill(f"Browser {number}")
        page.locator("main button").first.click()
        page.wait_for_url("**?new=1")
        page.goto(f"{room.address}passerelles/en/modules/m2-institutional#partners")
        page.locator("#partners svg.main-svg").first.wait_for()
        pages.append(time.monotonic() - begun)
    if pages:
        report("room browser until chart", unit="s", **spread(pages))
    levers: list[float] = []

    def move(place: int) -> float:
        kernel, panel = kernels[place]
        for number in range(moves):
            time.sleep(1.0 + 0.025 * place)
            drain(kernel)
            begun = time.monotonic()
            kernel.set(panel, **{LEVER: (place * 7 + number * 13) % 60 + 35})
            kernel.until(chart)
            levers.append(time.monotonic() - begun)
        return 0.0

    _, failed = at_once(len(kernels), move)
    report(
        "room levers",
        unit="ms",
        people=len(kernels),
        n=len(levers),
        failed=failed,
        **quantiles(levers),
    )
    full = memory(room.process.pid)
    report(
        "room memory",
        unit="MB",
        idle=idle,
        full=full,
        each=round((full - idle) / max(1, people + browsers), 1),
    )


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--people", type=int, default=40)
    chosen.add_argument("--browsers", type=int, default=3)
    chosen.add_argument("--moves", type=int, default=15)
    given = chosen.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder) / "room") as room,
        browser() as chromium,
    ):
        measure(room, given.people, given.moves, chromium, given.browsers)


if __name__ == "__main__":
    main()
