"""What each simulator costs, headless: a recompute after a lever moved, and building its panel.

`recompute` is check, run and view on values never seen before (a model that remembers its last
result gains nothing), in milliseconds of wall time; `model` is its part before the view, which
asks some models for more (what they work out only when it is looked at). `panel_cpu` is the
processor time of building the whole page of the simulator, its workspace included. `target` and
`within` say how each median stands against what the course promises: 20 ms (150 ms where chance
is played out many times), 60 ms for a panel.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import report, spread
from passerelles.dossier.workspace import Workspace
from passerelles_widgets import simulators
from passerelles_widgets.session import Session
from passerelles_widgets.simulators.panel import SimulatorPage
from passerelles_widgets.simulators.simulator import Simulator

RUNS = 25
PANELS = 7
RECOMPUTE_MS, MONTE_CARLO_MS, PANEL_MS = 20.0, 150.0, 60.0
SEED = "seed"  # a model with a seed plays chance out many times


def monte_carlo(tool: Simulator) -> bool:
    """Tell whether the simulator plays chance out: it then has a seed among its parameters."""
    return any(item.id == SEED for item in tool.data.parameters)


def moved(tool: Simulator, runs: int) -> Iterator[dict[str, Any]]:
    """Yield the defaults with one number after the other moved inside its limits."""
    chance = random.Random(11)
    values = tool.defaults("fr")
    levers = [item for item in tool.data.parameters if item.type == "number" and item.id != SEED]
    for place in range(runs):
        if not levers:
            yield values
            continue
        lever = levers[place % len(levers)]
        drawn = chance.uniform(lever.min or 0, lever.max or 1)
        yield {**values, lever.id: round(drawn) if lever.digits == 0 else drawn}


def recompute(tool: Simulator) -> dict[str, Any]:
    """Time what a moved lever costs, and the model's part of it."""
    models, wholes = [], []
    for values in moved(tool, RUNS):
        tool.forget()
        begun = time.perf_counter()
        tool.run(values)
        models.append(1000 * (time.perf_counter() - begun))
        tool.view(values, "fr")
        wholes.append(1000 * (time.perf_counter() - begun))
    target = MONTE_CARLO_MS if monte_carlo(tool) else RECOMPUTE_MS
    return {
        "recompute": spread(wholes),
        "model": spread(models),
        "target": target,
        "within": median(wholes) <= target,
    }


def panel(tool: Simulator, folder: Path) -> dict[str, Any]:
    """Time building the simulator's page, as a kernel does for a learner."""
    times = []
    for _ in range(PANELS):
        session = Session("fr", tool.data.module, folder, Workspace.open(folder))
        tool.forget()
        begun = time.process_time()
        SimulatorPage(tool, session)
        times.append(1000 * (time.process_time() - begun))
    middle = median(times)
    return {
        "panel_cpu": spread(times),
        "panel_target": PANEL_MS,
        "panel_within": middle <= PANEL_MS,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in simulators.ids():
            tool = simulators.load(name)
            figures = {**recompute(tool), **panel(tool, Path(folder))}
            report(f"simulator {name}", unit="ms", **figures)


if __name__ == "__main__":
    main()
