"""The line between a page and its kernel: dropped and taken up again, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.test_sessions_live import MODULE, near_partners, running
from tests.conftest import Served, Visit, wait_for

pytestmark = pytest.mark.browser

CUTTABLE = """() => {
  const Real = WebSocket;
  window.lines = [];
  window.down = false;
  window.WebSocket = class extends Real {
    constructor(...how) {
      super(...how);
      window.lines.push(this);
      // A line that is down carries nothing, and lets nobody open another.
      if (window.down) this.addEventListener("open", () => this.close());
    }
  };
}"""


def cut(page: Any) -> None:
    page.evaluate("() => { window.down = true; window.lines.forEach((line) => line.close()); }")


def mend(page: Any) -> None:
    page.evaluate("() => { window.down = false; dispatchEvent(new Event('online')); }")


def test_a_lever_moved_while_the_line_is_down_counts_when_it_is_back(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    before = running(course_server)
    opened = visit(course_server.url(MODULE), lang="en")
    page = opened.page
    page.context.add_init_script(f"({CUTTABLE})()")
    page.reload(wait_until="domcontentloaded")
    box = near_partners(page)
    (kernel,) = running(course_server) - before
    cut(page)
    box.fill("81")
    box.press("Tab")
    page.wait_for_timeout(1500)
    assert page.locator("#partners").get_by_text("instead of").count() == 0
    mend(page)
    page.locator("#partners").get_by_text("instead of").first.wait_for()
    assert box.input_value() == "81"
    assert running(course_server) - before == {kernel}


def test_the_current_scenario_is_kept_when_the_tab_dies_after_the_change(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    opened = visit(course_server.url(MODULE), lang="en")
    box = near_partners(opened.page)
    box.fill("63")
    box.press("Tab")
    opened.page.locator("#partners").get_by_text("instead of").first.wait_for()
    opened.page.close()
    again = visit(course_server.url(MODULE), lang="en")
    assert near_partners(again.page).input_value() == "63"


def test_the_first_chart_costs_less_than_two_megabytes(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    """What travels, compressed: 250 kB to the first text, 1.9 MB to the first chart."""
    opened = visit(course_server.url("en/"), lang="en")
    page = opened.page
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: weights.append(len(event["response"]["payloadData"])),
    )
    page.goto(course_server.url(MODULE), wait_until="domcontentloaded")
    page.locator("section.prose p").first.wait_for()
    text = sum(weights)
    near_partners(page)
    page.locator("#partners svg.main-svg").first.wait_for()
    wait_for(lambda: sum(weights) > 400_000, what="plotly has come")
    assert text < 250_000
    assert sum(weights) < 1_900_000
