"""The panel and the chart in a real Chromium, on a page with a stand-in for the kernel.

The page holds ipywidgets' model in twenty lines: what it would send to the
kernel is recorded, and what the kernel would send is set from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from passerelles_widgets import assets
from passerelles_widgets.chart import Chart
from passerelles_widgets.panel import Panel

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<script type="application/json" id="jupyter-config-data">{"baseUrl": "/base/"}</script>
</head><body><main id="main"><h1>Page</h1><h2>Section</h2></main><script>
const sent = [], models = [];
class Model {
  constructor(state) { this.state = state; this.handlers = {}; this.changed = {}; }
  get(key) { return this.state[key]; }
  set(key, value) {
    this.state[key] = this.changed[key] = value;
    this.fire(`change:${key}`);
  }
  on(event, handler) { (this.handlers[event] ??= []).push(handler); }
  off(event, handler) { this.handlers[event] = this.handlers[event].filter((h) => h !== handler); }
  fire(event, ...given) { for (const handler of this.handlers[event] || []) handler(...given); }
  save_changes() { sent.push({ state: structuredClone(this.changed) }); this.changed = {}; }
  send(message) { sent.push({ message }); }
}
async function show(state) {
  const el = document.createElement("div");
  const model = new Model(state);
  models.push(model);
  document.getElementById("main").append(el);
  const url = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
  const widget = await (await import(url)).default();
  await widget.render({ model, el });
}
</script></body></html>"""

OPTIONS = [{"id": "a", "label": "Réseaux"}, {"id": "b", "label": "<b>Missions</b>"}]
FIELDS: list[dict[str, Any]] = [
    {"id": "n", "type": "number", "label": "Poids", "min": 0, "max": 100, "step": 0.5, "unit": "€"},
    {"id": "p", "type": "number", "label": "Part", "min": 0, "max": 1, "scale": 100, "unit": "%"},
    {"id": "c", "type": "choice", "label": "Canal", "options": OPTIONS, "help": "Un seul."},
    {"id": "cs", "type": "choices", "label": "Canaux", "options": OPTIONS},
    {"id": "o", "type": "order", "label": "Ordre", "options": OPTIONS},
    {"id": "m", "type": "match", "label": "Paires", "options": OPTIONS, "rows": OPTIONS},
    {"id": "t", "type": "text", "label": "Nom"},
    {"id": "l", "type": "longtext", "label": "Texte", "max_length": 500},
    {"id": "s", "type": "switch", "label": "Public"},
    {"id": "url", "type": "text", "label": "Lien", "readonly": True, "copy": True, "link": True},
    {
        "id": "tb",
        "type": "table",
        "label": "Candidats",
        "min_rows": 1,
        "max_rows": 3,
        "columns": [
            {"id": "name", "type": "text", "label": "Nom"},
            {"id": "score", "type": "number", "label": "Note", "min": 0, "max": 10},
            {"id": "kind", "type": "choice", "label": "Canal", "options": OPTIONS},
            {"id": "ok", "type": "switch", "label": "Vérifié", "default": False},
        ],
    },
]
VALUES = {
    "n": 1234.5,
    "p": 0.07,
    "c": "a",
    "cs": [],
    "o": ["a", "b"],
    "m": {"a": "b"},
    "t": "x",
    "l": "été",
    "s": True,
    "url": "abc",
    "tb": [{"name": "Kaolé", "score": 6, "kind": "a", "ok": True, "unseen": 1}],
}
MARKS = {
    "c": {"kind": "wrong", "text": "Relisez la section."},
    "c/a": {"kind": "wrong", "text": "<i>Non</i>"},
    "c/b": {"kind": "right", "text": "Oui"},
}
FIGURE = {"data": [{"type": "bar", "x": ["A", "B"], "y": [1, 2]}], "layout": {"height": 300}}
TABLE = {
    "title": "Notes",
    "headings": [{"label": "Nom"}, {"label": "Part", "format": "percent", "digits": 1}],
    "rows": [["=1+1", 0.075], ["-2;x", None]],
}


class Tab:
    """A page, the addresses it asked for, and shorthands."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.refused = ""
        page.route("**/*", self._serve)
        page.goto("http://course.test/base/page?token=secret")

    def _serve(self, route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1].partition("?")[0]
        if name == "page":
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
            return
        self.asked.append(route.request.url)
        known = {assets.hashed_name(one): assets.static_path(one) for one in assets.ASSETS}
        if name not in known or (self.refused and name.startswith(self.refused)):
            route.abort()
            return
        kind = "text/css" if name.endswith("css") else "text/javascript"
        route.fulfill(body=known[name].read_bytes(), content_type=f"{kind}; charset=utf-8")

    def show(self, widget: Any) -> None:
        state = widget.get_state()
        plain = {key: value for key, value in state.items() if not str(value).startswith("IPY_")}
        self.page.evaluate("(state) => show(state)", plain)

    def sent(self) -> list[Any]:
        return self.page.evaluate("sent")

    def values(self) -> dict[str, Any]:
        return [one["state"]["values"] for one in self.sent() if "state" in one][-1]

    def kernel(self, key: str, value: Any) -> None:
        self.page.evaluate("([key, value]) => models[0].set(key, value)", [key, value])

    def violations(self) -> list[str]:
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


@pytest.fixture(params=[1280, 360])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    yield Tab(context.new_page())
    context.close()


@pytest.fixture
def wide(chromium: Browser) -> Iterator[Tab]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    yield Tab(context.new_page())
    context.close()


def panel(**more: Any) -> Panel:
    groups = [{"id": "g", "kind": "decision", "title": "Décisions", "fields": FIELDS}]
    actions = [{"id": "go", "label": "Vérifier", "kind": "primary"}]
    spec = {"id": "x", "lang": "fr", "title": "Titre", "accent": "m2", "groups": groups}
    return Panel({**spec, "actions": actions}, VALUES, **more)


def test_every_field_passes_axe_and_fits(tab: Tab) -> None:
    tab.show(panel(marks=MARKS, errors={"n": "Trop grand.", "tb/0/score": "Trop."}, sentence="Oui"))
    assert tab.violations() == []
    assert (
        tab.page.evaluate("document.documentElement.scrollWidth")
        <= (tab.page.viewport_size or {"width": 0})["width"]
    )
    small = """[...document.querySelectorAll(".psl :is(button, input, select, summary)")]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
      .map((e) => e.outerHTML)"""
    assert tab.page.evaluate(small) == []


def test_dark_passes_axe(wide: Tab) -> None:
    wide.show(panel(marks=MARKS, errors={"t": "Non.", "": "Rien ne va."}, status="Enregistré"))
    assert wide.violations() == []


def test_data_is_text(wide: Tab) -> None:
    wide.show(panel(marks=MARKS))
    assert wide.page.locator("#main b, #main i").count() == 0
    assert wide.page.get_by_label("<b>Missions</b>").count() > 0


def test_numbers_are_read_as_the_reader_writes_them(wide: Tab) -> None:
    wide.show(panel())
    box = wide.page.get_by_role("textbox", name="Poids (€)")
    assert box.input_value() == "1\u202f234,5"
    box.fill("12,5")
    box.press("Tab")
    assert wide.values()["n"] == 12.5
    box.fill("beaucoup")
    box.press("Tab")
    assert wide.values()["n"] == "beaucoup"
    part = wide.page.get_by_role("textbox", name="Part (%)")
    assert part.input_value() == "7"
    part.fill("35")
    part.press("Tab")
    assert wide.values()["p"] == 0.35
    slider = wide.page.get_by_role("slider", name="Part (%)")
    assert slider.get_attribute("aria-valuetext") == "35\u00a0%"


def test_the_caret_stays_while_typing(wide: Tab) -> None:
    wide.show(panel())
    box = wide.page.get_by_role("textbox", name="Poids (€)")
    box.fill("")
    box.press_sequentially("1,5")
    wide.kernel("values", {**VALUES, "n": 1.5})
    wide.kernel("errors", {"n": "Trop petit."})
    assert box.input_value() == "1,5"
    assert wide.page.evaluate("document.activeElement.className") == "psl-box"
    box.press_sequentially("2")
    assert box.input_value() == "1,52"
    assert box.get_attribute("aria-invalid") == "true"


def test_a_slider_sends_few_messages_and_the_last_value(wide: Tab) -> None:
    wide.show(panel())
    slide = """(range) => { for (let v = 0; v <= 50; v++) {
      range.value = v; range.dispatchEvent(new Event("input")); }
      range.dispatchEvent(new Event("change")); }"""
    wide.page.get_by_role("slider", name="Poids (€)").evaluate(slide)
    assert wide.values()["n"] == 50
    assert len(wide.sent()) <= 2


def test_an_order_moves_by_keyboard_and_keeps_the_focus(wide: Tab) -> None:
    wide.show(panel())
    down = wide.page.get_by_role("button", name="Descendre\u00a0: Réseaux")
    down.press("Enter")
    assert wide.values()["o"] == ["b", "a"]
    assert down.evaluate("(node) => node === document.activeElement")
    down.press("ArrowUp")
    assert wide.values()["o"] == ["a", "b"]


def test_choices_pairs_and_texts_are_sent(wide: Tab) -> None:
    wide.show(panel())
    page = wide.page
    page.locator("fieldset", has_text="Canaux").get_by_label("Réseaux").check()
    page.locator("fieldset", has_text="Canal").get_by_label("<b>Missions</b>").first.check()
    page.locator("fieldset", has_text="Paires").get_by_label("Réseaux").select_option("")
    page.get_by_role("switch").uncheck()
    page.get_by_label("Texte").fill("oui")
    page.get_by_label("Texte").press("Tab")
    values = wide.values()
    assert (values["cs"], values["c"], values["m"], values["s"]) == (["a"], "b", {}, False)
    assert values["l"] == "oui"
    assert page.get_by_text("Caractères\u00a0: 3 sur 500").count() == 1


def test_a_table_grows_and_shrinks_within_its_limits(tab: Tab) -> None:
    tab.show(panel())
    page = tab.page
    add = page.locator(".psl-add")
    add.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Nom, ligne 2"
    add.click()
    add.click(force=True)
    assert len(tab.values()["tb"]) == 3
    assert "3 lignes" in (add.text_content() or "")
    assert tab.values()["tb"][0] == VALUES["tb"][0]  # type: ignore[index]
    page.get_by_label("Retirer la ligne 1").click()
    page.get_by_label("Retirer la ligne 1").click()
    page.get_by_label("Retirer la ligne 1").click(force=True)
    assert len(tab.values()["tb"]) == 1


def test_a_button_carries_the_values_just_typed(wide: Tab) -> None:
    wide.show(panel())
    wide.page.get_by_label("Nom", exact=True).first.fill("neuf")
    wide.page.get_by_role("button", name="Vérifier").click()
    message = wide.sent()[-1]["message"]
    assert message == {"action": "go", "payload": None, "values": {"t": "neuf"}}


def test_the_shared_link_holds_no_token(wide: Tab) -> None:
    wide.show(panel())
    link = wide.page.get_by_label("Lien")
    assert link.input_value() == "http://course.test/base/page?share=abc"
    wide.page.get_by_role("button", name="Copier").click()  # plain HTTP: no clipboard
    assert wide.page.get_by_text("le texte est sélectionné").count() == 1


def test_a_page_that_cannot_load_says_so(chromium: Browser) -> None:
    tab = Tab(chromium.new_context().new_page())
    tab.refused = "panel-fields"
    tab.show(panel())
    assert "n’a pas pu être chargée" in (tab.page.get_by_role("alert").text_content() or "")


def chart() -> Chart:
    return Chart(FIGURE, TABLE, "Deux barres", "fr", title="Les notes")


def test_charts_share_one_plotly_and_pass_axe(tab: Tab) -> None:
    tab.show(chart())
    tab.show(chart())
    tab.page.wait_for_function("document.querySelectorAll('.main-svg').length >= 4")
    assert sum("plotly" in address for address in tab.asked) == 1
    assert all(address.startswith("http://course.test/base/") for address in tab.asked)
    tab.page.locator("summary").first.click()
    tab.page.get_by_text("7,5\u00a0%").wait_for()
    assert tab.violations() == []
    assert tab.page.get_by_role("img", name="Deux barres").count() == 2
    wider = "[...document.querySelectorAll('.main-svg')].some((s) => s.clientWidth > innerWidth)"
    assert not tab.page.evaluate(wider)


def test_a_chart_changes_in_place(wide: Tab) -> None:
    wide.show(chart())
    wide.page.wait_for_selector(".main-svg")
    wide.kernel("figure", {**FIGURE, "data": [{"type": "bar", "x": ["A"], "y": [7]}]})
    wide.page.wait_for_function("document.querySelectorAll('.point').length === 1")


def test_the_csv_is_one_a_french_spreadsheet_opens(wide: Tab) -> None:
    wide.show(chart())
    wide.page.locator("summary").click()
    with wide.page.expect_download() as waited:
        wide.page.get_by_role("button", name="CSV").click()
    assert waited.value.suggested_filename == "notes.csv"
    text = waited.value.path().read_bytes().decode("utf-8")
    assert text == "\ufeffNom;Part (%)\r\n'=1+1;7,5\r\n\"'-2;x\";\r\n"


def test_a_chart_that_cannot_be_drawn_leaves_its_table(chromium: Browser) -> None:
    tab = Tab(chromium.new_context().new_page())
    tab.refused = "plotly"
    tab.show(chart())
    tab.page.get_by_role("alert").wait_for()
    assert tab.page.get_by_role("table").count() == 1
    assert json.dumps(tab.page.get_by_role("alert").text_content()).find("Rechargez") > 0
