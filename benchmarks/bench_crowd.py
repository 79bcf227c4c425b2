"""A crowd on one machine: thirty visitors in ten seconds, then sessions kept open by the hundred.

Memory is each kernel's own (USS: private clean and dirty pages); the parent's
shared pages are counted once, apart.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("PASSERELLES_SESSIONS", "400")
from benchmarks.common import portal, report, spread
from benchmarks.visitor import Visitor

PAGE = "passerelles/fr/modules/m2-institutional"
RUSH, RUSH_SECONDS = 30, 10.0
STEPS = (10, 50, 100, 200)
LEVERS = 60


def own_memory(pid: int) -> int:
    """Return a process's own memory in bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def kernels(root: int) -> list[int]:
    """Return the processes below `root`, which are its kernels and their parent."""
    found, parents = [], {root}
    table = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            table[int(entry.name)] = int(text.rsplit(")", 1)[1].split()[1])
    while parents:
        parents = {pid for pid, parent in table.items() if parent in parents}
        found += parents
    return found


async def rush(root: str, token: str) -> list[Visitor]:
    """Let thirty visitors arrive in ten seconds."""
    visitors = [Visitor(root, PAGE, token) for _ in range(RUSH)]

    async def arrive(visitor: Visitor, after: float) -> float:
        await asyncio.sleep(after)
        return await visitor.open()

    begun = time.monotonic()
    waits = await asyncio.gather(
        *(arrive(one, RUSH_SECONDS * i / RUSH) for i, one in enumerate(visitors))
    )
    report(
        f"{RUSH} visitors to m2 in {RUSH_SECONDS:.0f} s",
        unit="s",
        wait=spread(waits),
        last_usable_after_start=round(time.monotonic() - begun, 2),
    )
    return visitors


async def play(one: Visitor, moves: int, chance: random.Random) -> list[float]:
    """Move a lever some times, as a person does, with pauses."""
    times = []
    for _ in range(moves):
        await asyncio.sleep(chance.uniform(0.5, 3.0))
        times.append(await one.move(chance.randint(1, 99)))
    return times


async def grow(root: str, token: str, server: int, visitors: list[Visitor]) -> None:
    """Open sessions by the hundred; print what each costs and how quick a lever is."""
    chance = random.Random(7)
    for size in STEPS:
        while len(visitors) < size:
            visitors.append(Visitor(root, PAGE, token))
            await visitors[-1].open()
        active = chance.sample(visitors[:size], max(1, size // 10))
        moves = max(1, LEVERS // len(active))
        played = await asyncio.gather(*(play(one, moves, chance) for one in active))
        times = sorted(time for one in played for time in one)
        # Those of the rush who have left may still be there: they are not of this crowd.
        sizes = sorted(own_memory(pid) for pid in kernels(server))
        mean = sum(sizes) / len(sizes)
        report(
            f"{size} sessions open, {len(active)} active",
            own_memory_median_mb=round(sizes[len(sizes) // 2] / 2**20, 1),
            all_sessions_gb=round(mean * size / 2**30, 2),
            lever_to_chart_p50_ms=round(1000 * times[len(times) // 2]),
            lever_to_chart_p95_ms=round(1000 * times[int(0.95 * len(times))]),
        )


async def crowd(root: str, token: str, server: int) -> None:
    await Visitor(root, PAGE, token).open()
    visitors = await rush(root, token)
    await grow(root, token, server, visitors[: STEPS[0]])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, portal(Path(folder) / "workspace") as served:
        root, token, pid = served
        asyncio.run(crowd(root, token, pid))


if __name__ == "__main__":
    main()
