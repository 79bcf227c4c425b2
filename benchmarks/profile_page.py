"""Where the time goes between asking for the m2 page and its first chart.

Not a benchmark but its explanation: Chromium's own trace of one visit, its main thread's time by
what it did, and when things happened, in milliseconds since the page was asked for.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.bench_pages import CHART, FIRST, OURS_TEXT, PAGE
from benchmarks.common import browser, portal, report, seen

CATEGORIES: Final = ("devtools.timeline", "v8.execute", "disabled-by-default-devtools.timeline")
SHOWN: Final = 12
WHEN: Final = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const fetched = performance.getEntriesByType("resource");
  const plotly = fetched.find((one) => one.name.includes("plotly"));
  return Object.entries({
    "first byte": page.responseStart,
    "first contentful paint": paint.startTime,
    "kernel has run the page": page.responseEnd,
    "plotly fetched": plotly.responseEnd,
    "chart seen": performance.now(),
  }).map(([name, time]) => [name, Math.round(time)]);
}"""


def visit(chromium: Any, address: str, trace: Path) -> dict[str, int]:
    """Open the page as a new visitor under a trace; return when things happened."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    chromium.start_tracing(page=page, path=trace, categories=list(CATEGORIES))
    page.goto(address, wait_until="commit")
    page.wait_for_function(f"() => {{ try {{ return {CHART} }} catch {{ return false }} }}")
    when = dict(page.evaluate(WHEN))
    chromium.stop_tracing()
    context.close()
    return when


def spent(trace: Path) -> dict[str, float]:
    """Return the main thread's own milliseconds by kind of work and script, the most first."""
    events = json.loads(trace.read_bytes())["traceEvents"]
    threads = {
        (one["pid"], one["tid"]): one["args"]["name"]
        for one in events
        if one.get("name") == "thread_name"
    }
    work = [
        one
        for one in events
        if one.get("ph") == "X" and threads.get((one["pid"], one["tid"])) == "CrRendererMain"
    ]
    (page, _), *_ = Counter(one["pid"] for one in work).most_common(1)
    work = sorted((one for one in work if one["pid"] == page), key=_outermost_first)
    own: Counter[str] = Counter()
    open_now: list[dict[str, Any]] = []
    for one in work:
        while open_now and open_now[-1]["ts"] + open_now[-1].get("dur", 0) <= one["ts"]:
            open_now.pop()
        if open_now:
            own[_name(open_now[-1])] -= one.get("dur", 0)
        own[_name(one)] += one.get("dur", 0)
        open_now.append(one)
    return {name: round(time / 1000, 1) for name, time in own.most_common(SHOWN)}


def _outermost_first(event: dict[str, Any]) -> tuple[float, float]:
    return event["ts"], -event.get("dur", 0)


def _name(event: dict[str, Any]) -> str:
    data = (event.get("args") or {}).get("data") or {}
    script = str(data.get("url") or data.get("scriptName") or "") if isinstance(data, dict) else ""
    return " ".join(filter(None, (event["name"], script.split("?")[0].rsplit("/", 1)[-1])))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        trace = Path(folder) / "trace.json"
        with portal(Path(folder) / "workspace") as (root, token, _):
            address = f"{root}{PAGE}?token={token}#{FIRST}"
            seen(chromium, address, OURS_TEXT, CHART)
            report("m2 page, when", unit="ms", **visit(chromium, address, trace))
            report("m2 page, main thread", unit="ms", **spent(trace))


if __name__ == "__main__":
    main()
