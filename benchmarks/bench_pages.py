"""The m2 page as shipped: time to first text and to a usable simulator, ours and stock Voila.

Both show the same notebook, in turn: ours from `passerelles serve`, stock Voila
as the extension of a plain Jupyter server, with its own handler and template.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.common import browser, portal, report, seen, spread, stock_server
from passerelles.build.modules import build
from passerelles.build.notebooks import to_bytes

RUNS = 3
LEVERS = 40
PAGE = "passerelles/fr/modules/m2-institutional"
CHART = "document.querySelector('svg.main-svg .cartesianlayer .points path') !== null"
FIRST = "stakeholders"
"""The simulator whose chart both pages are asked for."""
# What loads above it pushes it out of sight again: the visitor goes after it.
CHART_HERE = """(() => {{
  const place = document.getElementById("{place}");
  if (!place) return false;
  const top = place.getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) place.scrollIntoView({{ behavior: "instant" }});
  return place.querySelector("svg.main-svg .cartesianlayer path") !== null;
}})()"""
OURS_TEXT = "document.querySelector('main section.prose p').getClientRects().length > 0"
STOCK_TEXT = "document.querySelector('#rendered_cells p, .jp-RenderedMarkdown p').offsetHeight > 0"
LEVER = """async ({ steps }) => {
  const find = (kind, words) => [...document.querySelectorAll(kind)].find(words);
  const chart = find("figure", (one) => one.textContent.includes("vient la note"));
  const slider = chart.closest(".psl-simulator").querySelector("input[type=range]");
  const times = [];
  for (let i = 0; i < steps; i++) {
    await new Promise((done) => setTimeout(done, 250));
    const drawn = new Promise((done) => {
      const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now()); });
      seen.observe(chart, { childList: true, subtree: true, attributes: true });
    });
    const begun = performance.now();
    slider.value = 20 + ((i * 7) % 60);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    times.push((await drawn) - begun);
  }
  return times;
}"""
DRAWN = """() => {
  dispatchEvent(new Event("beforeprint"));
  const all = [...document.querySelectorAll("figure")];
  const one = all.find((figure) => figure.textContent.includes("vient la note"));
  return one && one.querySelector("svg.main-svg .cartesianlayer .points path");
}"""


def first_sight(chromium: Any, addresses: dict[str, str], usable: dict[str, str]) -> None:
    """Open both pages in turn, each time as a new visitor who wants one simulator."""
    texts = {"passerelles": OURS_TEXT, "voila": STOCK_TEXT}
    found: dict[str, list[tuple[float, float]]] = {tool: [] for tool in addresses}
    for _ in range(RUNS):
        for tool, address in addresses.items():
            found[tool].append(seen(chromium, address, texts[tool], usable[tool]))
    for place, name in enumerate(("first text", f"chart of {FIRST} usable")):
        figures = {tool: spread([run[place] for run in runs]) for tool, runs in found.items()}
        ratio = figures["voila"]["median"] / max(figures["passerelles"]["median"], 0.01)
        report(f"m2 page, {name}", unit="s", **figures, ratio=round(ratio, 1))


def lever(chromium: Any, address: str) -> dict[str, int]:
    """Move the first weight of `partners` again and again; return p50 and p95 in ms."""
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_function(DRAWN, polling=300)
    page.wait_for_timeout(3000)
    times = sorted(page.evaluate(LEVER, {"steps": LEVERS}))
    page.close()
    return {"p50": round(times[len(times) // 2]), "p95": round(times[int(len(times) * 0.95)])}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "stock"
        place.mkdir()
        notebook = build("m2-institutional", "fr")
        (place / "m2.ipynb").write_bytes(to_bytes(notebook))
        usable = {
            "passerelles": CHART_HERE.format(place=FIRST),
            "voila": CHART_HERE.format(place=f"cell-id={FIRST}"),
        }
        with (
            portal(Path(folder) / "workspace") as (root, token, _),
            stock_server(place, 8873) as stock,
            browser() as chromium,
        ):
            addresses = {
                "passerelles": f"{root}{PAGE}?token={token}#{FIRST}",
                "voila": f"{stock}voila/render/m2.ipynb?token=stock",
            }
            first_sight(chromium, addresses, usable)
            levers = {tool: lever(chromium, address) for tool, address in addresses.items()}
            report("m2 page, lever to chart (partners)", unit="ms", n=LEVERS, **levers)


if __name__ == "__main__":
    main()
