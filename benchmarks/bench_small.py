"""A notebook with one slider and one chart on stock Voila, cold and preheated, and our m2 page.

Stock: `voila small.ipynb`, an ipywidgets slider and a plotly FigureWidget, as
its documentation shows. Ours: the m2 page, opened at its first simulator.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.bench_pages import CHART, OURS_TEXT
from benchmarks.common import browser, portal, report, seen, spread, stock_voila

RUNS = 5
MODEL = """import ipywidgets, plotly.graph_objects as go
slider = ipywidgets.IntSlider(value=3, max=10)
chart = go.FigureWidget(go.Scatter(x=[1, 2, 3], y=[1, 2, 3]))
def move(change):
    chart.data[0].y = [1, 2, change.new]
slider.observe(move, names="value")"""
CELLS = (MODEL, "ipywidgets.VBox([slider, chart])")
STOCK_TEXT = "document.querySelector('.jupyter-widgets, .widget-slider').offsetHeight > 0"
SHUT = "--VoilaConfiguration.preheat_kernel=True"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        small = Path(folder) / "small.ipynb"
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [new_code_cell(text) for text in CELLS]
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), small)
        found: dict[str, list[tuple[float, float]]] = {"ours": [], "stock": [], "preheated": []}
        with (
            portal(Path(folder) / "workspace") as (root, token, _),
            stock_voila(small, 8871) as cold,
            stock_voila(small, 8872, SHUT) as warm,
        ):
            ours = f"{root}passerelles/fr/modules/m2-institutional?token={token}#stakeholders"
            seen(chromium, ours, OURS_TEXT, CHART)
            for _ in range(RUNS):
                found["ours"].append(seen(chromium, ours, OURS_TEXT, CHART))
                found["stock"].append(seen(chromium, cold, STOCK_TEXT, CHART))
                found["preheated"].append(seen(chromium, warm, STOCK_TEXT, CHART))
        for place, name in enumerate(("first text", "simulator usable")):
            figures = {tool: spread([run[place] for run in runs]) for tool, runs in found.items()}
            report(f"m2 page beside one slider and one chart, {name}", unit="s", **figures)


if __name__ == "__main__":
    main()
