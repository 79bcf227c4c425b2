"""`passerelles --help` beside `nbgrader --help`, in turn."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import report, spread

RUNS = 5


def timed(*command: str) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - begun


def main() -> None:
    folder = Path(sys.executable).parent
    ours, stock = [], []
    for _ in range(RUNS):
        ours.append(timed(str(folder / "passerelles"), "--help"))
        stock.append(timed(str(folder / "nbgrader"), "--help"))
    report("help", unit="s", passerelles=spread(ours), nbgrader=spread(stock))


if __name__ == "__main__":
    main()
