"""The map of corridors in a real browser: a place added is drawn, told, and reaches module 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Served, Visit, served

pytestmark = pytest.mark.browser

WORDS = {
    "fr": ("Ajouter une ligne", "Ajouter à mon dossier", "monte de 4 à 5"),
    "en": ("Add a row", "Add to my dossier", "rises from 4 to 5"),
}
DRAWN = (
    "() => { const plots = [...document.querySelectorAll('.js-plotly-plot')];"
    " return plots.flatMap(p => p.data.flatMap(t => t.text || [])); }"
)


@pytest.fixture
def course(tmp_path: Path) -> object:
    with served(tmp_path / "workspace") as running:
        yield running


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_place_added_is_drawn_told_and_compared(
    course: Served, visit: Callable[..., Visit], lang: str
) -> None:
    add, contribute, rises = WORDS[lang]
    opened = visit(course.url(f"{lang}/modules/m1-context#corridors"), lang=lang)
    page = opened.page
    page.evaluate("document.getElementById('corridors').scrollIntoView()")
    tool = page.locator(".psl-simulator", has=page.locator("[id$='-groups-0-name']"))
    tool.locator(".main-svg").first.wait_for()
    tool.get_by_role("button", name=add).click()
    name = tool.locator("[id$='-groups-4-name']")
    name.fill("Bamako")
    name.press("Tab")
    tool.get_by_text(rises).first.wait_for()
    # A chart out of sight is drawn again when the reader comes back to it.
    tool.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({DRAWN})().includes('Bamako')")
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tool.get_by_role("button", name=contribute).click()
    kept = course.workspace / "dossier.json"
    for _ in range(50):
        if kept.exists() and "Bamako" in kept.read_text():
            break
        page.wait_for_timeout(200)
    items = json.loads(kept.read_text())["sections"]["corridors"]["items"]
    assert [item["name"] for item in items][-1] == "Bamako"
    opened.clean()
    later = visit(course.url(f"{lang}/modules/m2-institutional#partners"), lang=lang)
    page = later.page
    page.evaluate("document.getElementById('partners').scrollIntoView()")
    first = page.locator("[id$='-candidates-0-name']")
    first.wait_for()
    assert first.input_value() == "Ndiarème"
    assert page.locator("[id$='-candidates-4-name']").input_value() == "Bamako"
    later.clean()
