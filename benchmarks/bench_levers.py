"""From a lever that moves to the chart drawn again, in a real Chromium, for every simulator.

One server serves the whole course, as `passerelles serve` does; each simulator is opened on its
module's page and its first lever that matters is moved again and again, as a hand drags it. The
time runs from the input's event to plotly's own word that a chart was drawn (`plotly_afterplot`):
`chart` until the first in sight that changed, `settled` until the last. Kernel, websocket and
drawing are all in it. p95 is to be 100 ms at most, 250 ms where chance is played out many times.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.bench_models import monte_carlo
from benchmarks.common import browser, portal, report
from passerelles.build.course import course
from passerelles_widgets import simulators
from passerelles_widgets.simulators.simulator import Simulator

MOVES = 40
LEVER_MS, MONTE_CARLO_MS = 100, 250

NEAR = """(title) => {
  dispatchEvent(new Event("beforeprint"));  // brings every simulator of the page
  const all = [...document.querySelectorAll(".psl-simulator")];
  const found = all.find((one) => one.querySelector(".psl-title")?.textContent === title);
  return Boolean(found?.querySelector(".psl-chart svg.main-svg, .psl-chart table"));
}"""
MOVE = """async ({ title, moves }) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = [...document.querySelectorAll(".psl-simulator")];
  const root = all.find((one) => one.querySelector(".psl-title")?.textContent === title);
  const plots = [...root.querySelectorAll(".psl-chart-plot")].filter((one) => one.on);
  plots[0]?.scrollIntoView({ block: "center" });  // what is out of sight waits its turn
  await pause(500);
  let drawn = [];
  for (const plot of plots) plot.on("plotly_afterplot", () => drawn.push(performance.now()));
  const controls = root.querySelector(".psl-is-controls");
  const set = (node, share) => {
    if (node.type === "radio") {
      const group = [...controls.querySelectorAll(`input[name="${node.name}"]`)];
      group[Math.floor(share * group.length)].click();
    } else if (node.type === "checkbox") node.click();
    else if (node.tagName === "SELECT") {
      node.selectedIndex = 1 + Math.floor(share * (node.options.length - 1));
      node.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (node.type === "range") {
      const [low, high] = [Number(node.min), Number(node.max)];
      node.value = low + (0.1 + 0.8 * share) * (high - low);
      node.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      node.value = String(1 + Math.floor(share * 3));
      node.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const settled = async (node, share) => {
    drawn = [];
    const begun = performance.now();
    set(node, share);
    let quiet = begun;
    while (performance.now() - quiet < 400) {
      await pause(20);
      if (drawn.length) quiet = Math.max(quiet, drawn.at(-1));
      else if (performance.now() - begun > 1500) return null;
      else quiet = performance.now();
    }
    return { chart: drawn[0] - begun, settled: drawn.at(-1) - begun, charts: drawn.length };
  };
  const kinds = ["input[type=range]", ".psl-table .psl-box", "input[type=radio]",
    ".psl-table select", "input[type=checkbox]"];
  const levers = kinds.flatMap((kind) => [...controls.querySelectorAll(kind)].slice(0, 8));
  for (const lever of levers) {
    const tried = [await settled(lever, 0.83), await settled(lever, 0.11)];
    if (!tried[0] || !tried[1]) continue;
    const found = [];
    for (let i = 0; i < moves; i++) {
      const one = await settled(lever, ((i * 37 + 13) % 101) / 101);
      if (one) found.push(one);
    }
    const field = lever.closest(".psl-field");
    const label = field?.querySelector(".psl-label")?.textContent ?? "";
    return { lever: `${lever.type}: ${label}`, found };
  }
  return { lever: "none", found: [] };
}"""


def quantiles(values: list[float]) -> dict[str, int]:
    """Return p50 and p95 in whole milliseconds."""
    ordered = sorted(values)
    place = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {"p50": round(ordered[len(ordered) // 2]), "p95": round(ordered[place])}


def measure(page: Any, tool: Simulator) -> None:
    """Bring one simulator near, move its lever, print what it took."""
    title = tool.data.title["fr"]
    page.wait_for_function(NEAR, arg=title, polling=200)
    page.wait_for_timeout(800)
    moved = page.evaluate(MOVE, {"title": title, "moves": MOVES})
    found = moved["found"]
    if not found:
        report(f"lever {tool.id}", unit="ms", lever=moved["lever"], n=0)
        return
    target = MONTE_CARLO_MS if monte_carlo(tool) else LEVER_MS
    chart = quantiles([one["chart"] for one in found])
    report(
        f"lever {tool.id}",
        unit="ms",
        lever=moved["lever"],
        n=len(found),
        chart=chart,
        settled=quantiles([one["settled"] for one in found]),
        charts=found[0]["charts"],
        target=target,
        within=chart["p95"] <= target,
    )


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("simulators", nargs="*", help="simulator ids; all when none is given")
    wanted = chosen.parse_args().simulators or list(simulators.ids())
    with (
        tempfile.TemporaryDirectory() as folder,
        portal(Path(folder) / "workspace") as (root, token, _),
        browser() as chromium,
    ):
        for module in course().modules:
            shown = [name for name in module.simulators if name in wanted]
            if not shown:
                continue
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(f"{root}passerelles/fr/modules/{module.id}?token={token}")
            for name in shown:
                measure(page, simulators.load(name))
            page.close()


if __name__ == "__main__":
    main()
