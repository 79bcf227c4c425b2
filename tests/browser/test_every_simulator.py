"""Every simulator in a real Chromium, without its kernel: keyboard, narrow and wide pages.

The widgets' own states stand in the boxes the page gives them; what a kernel would answer is
tested without a browser (`tests/views/test_every_simulator.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser.test_widgets import Tab
from tests.views.fake_simulator import here

from passerelles_widgets import simulators
from passerelles_widgets.simulators.panel import SimulatorPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASSEMBLE = """async (tree) => {
  const main = document.getElementById("main");
  async function put(node, parent) {
    if (node.state) {
      await show(node.state);
      const made = main.lastElementChild;
      for (const name of node.classes) made.classList.add(name);
      parent.append(made);
      return;
    }
    const box = document.createElement("div");
    box.className = node.classes.join(" ");
    parent.append(box);
    for (const child of node.children) await put(child, box);
  }
  const column = document.createElement("div");
  column.style.maxWidth = "932px";  // the column of the course's pages
  await put(tree, column);
  main.append(column);
}"""
READY = """() => [...document.querySelectorAll(".psl-chart-plot")]
  .every((plot) => plot.querySelector("svg.main-svg"))"""
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll(
    ".psl-table-box, .psl-chart-scroll, .psl-panel, .psl-chart, .psl-chart-plot")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => [box.className, box.clientWidth, box.scrollWidth, box.textContent.slice(0, 60)])"""
REACHABLE = """() => [...document.querySelectorAll(
    ".psl-simulator :is(button, input, select, textarea, summary)")]
  .filter((node) => node.getClientRects().length && node.tabIndex < 0 && node.type !== "radio")
  .map((node) => node.outerHTML)"""


def tree(widget: Any) -> dict[str, Any]:
    """Return a widget with its children as the page's script puts them together."""
    classes = list(widget._dom_classes)
    if hasattr(widget, "children"):
        return {"classes": classes, "children": [tree(child) for child in widget.children]}
    state = widget.get_state()
    plain = {key: value for key, value in state.items() if not str(value).startswith("IPY_")}
    return {"classes": classes, "state": plain}


@pytest.mark.parametrize("name", simulators.ids())
def test_it_fits_a_phone_and_a_laptop_and_the_keyboard_reaches_all_of_it(
    chromium: Browser, tmp_path: Path, name: str
) -> None:
    shown = SimulatorPage(simulators.load(name), here(tmp_path))
    for width in (1280, 360):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = Tab(context.new_page()).page
        page.evaluate(ASSEMBLE, tree(shown.box))
        page.wait_for_function(READY)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.wait_for_function("document.querySelectorAll('.psl-chart tbody tr').length > 0")
        inputs = page.locator(".psl-is-controls :is(.psl-table-box, .psl-number)").count()
        assert inputs or page.locator(".psl-is-controls input").count()
        if width == 360:
            assert page.evaluate(SIDEWAYS) == []
        else:
            # A long data table may scroll in its own box; what one fills in may not.
            wide = [box for box in page.evaluate(SIDEWAYS) if "psl-chart-scroll" not in box[0]]
            assert wide == []
        assert page.evaluate(REACHABLE) == []
        first = page.locator(".psl-is-controls :is(input, select, textarea)").first
        first.focus()
        for _ in range(3):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.psl-simulator') !== null")
        context.close()


def test_a_year_is_written_without_a_break(chromium: Browser, tmp_path: Path) -> None:
    for name, expected in (("monitoring", "2026"), ("profile", "2023")):
        shown = SimulatorPage(simulators.load(name), here(tmp_path))
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        page = Tab(context.new_page()).page
        page.evaluate(ASSEMBLE, tree(shown.box))
        boxes = "[...document.querySelectorAll('.psl-box')].map((box) => box.value)"
        page.wait_for_function(f"{boxes}.length > 0")
        values = page.evaluate(boxes)
        assert expected in values
        assert not any(re.fullmatch("2\u202f0[0-9]{2}", value) for value in values)
        context.close()
