"""How long each simulator's model takes to recompute, headless: check and run on its defaults."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import report, spread
from passerelles_widgets import simulators

RUNS = 15


def main() -> None:
    for name in simulators.ids():
        tool = simulators.load(name)
        values = tool.defaults("fr")
        times = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            tool.run(tool.check(values))
            times.append(1000 * (time.perf_counter() - begun))
        # Some models remember their last result; the first run is the one a moved lever costs.
        report(f"recompute {name}", unit="ms", first=round(times[0], 2), **spread(times[1:]))


if __name__ == "__main__":
    main()
