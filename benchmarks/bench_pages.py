"""The m2 page as shipped: time to first text and to a usable simulator, ours and stock Voila.

Both run in the same server on the same notebook, in turn: `/passerelles/…` is
our handler, `/voila/render/…` is Voila's own with its own template.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import browser, portal, report, seen, spread
from passerelles.build.modules import build
from passerelles.build.notebooks import to_bytes

RUNS = 3
LEVERS = 40
CHART = "document.querySelector('svg.main-svg .cartesianlayer .points path') !== null"
OURS_TEXT = "document.querySelector('main section.prose p').getClientRects().length > 0"
STOCK_TEXT = "document.querySelector('#rendered_cells p, .jp-RenderedMarkdown p').offsetHeight > 0"
LEVER = """async ({ steps }) => {
  const room = document.querySelector("#partners");
  const slider = room.querySelector("input[type=range]");
  const chart = room.querySelector("figure svg.main-svg");
  const times = [];
  for (let i = 0; i < steps; i++) {
    await new Promise((done) => setTimeout(done, 250));
    const drawn = new Promise((done) => {
      const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now()); });
      seen.observe(chart.closest("figure"), { childList: true, subtree: true, attributes: true });
    });
    const begun = performance.now();
    slider.value = 20 + ((i * 7) % 60);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    times.push((await drawn) - begun);
  }
  return times;
}"""


def first_sight(chromium: Any, root: str, token: str) -> None:
    ours = f"{root}passerelles/fr/modules/m2-institutional?token={token}"
    stock = f"{root}voila/render/m2.ipynb?token={token}"
    found: dict[str, list[tuple[float, float]]] = {"passerelles": [], "voila": []}
    for _ in range(RUNS):
        found["passerelles"].append(seen(chromium, ours, OURS_TEXT, CHART))
        found["voila"].append(seen(chromium, stock, STOCK_TEXT, CHART))
    for place, name in enumerate(("first text", "simulator usable")):
        figures = {tool: spread([run[place] for run in runs]) for tool, runs in found.items()}
        ratio = figures["voila"]["median"] / max(figures["passerelles"]["median"], 0.01)
        report(f"m2 page, {name}", unit="s", **figures, ratio=round(ratio, 1))


def lever(chromium: Any, root: str, token: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{root}passerelles/fr/modules/m2-institutional?token={token}")
    page.wait_for_function("document.querySelector('#partners') !== null")
    page.locator("#partners").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#partners').innerHTML.includes('main-svg')")
    page.wait_for_timeout(3000)
    times = sorted(page.evaluate(LEVER, {"steps": LEVERS}))
    report(
        "m2 page, lever to chart (partners, 500 draws)",
        unit="ms",
        p50=round(times[len(times) // 2]),
        p95=round(times[int(len(times) * 0.95)]),
        n=len(times),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        (workspace / "m2.ipynb").write_bytes(to_bytes(build("m2-institutional", "fr")))
        with portal(workspace) as (root, token, _), browser() as chromium:
            first_sight(chromium, root, token)
            lever(chromium, root, token)


if __name__ == "__main__":
    main()
