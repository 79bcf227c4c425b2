"""The reference pages: sound in both languages, searched in the browser, read without script."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import Served, Visit
from tests.turns import in_turn

from passerelles.library.loader import library
from passerelles.library.text import LANGUAGES
from passerelles.portal import atlas

pytestmark = pytest.mark.browser

PAGES = (
    "reference",
    "reference/practices",
    "reference/figures",
    "reference/bibliography",
    "reference/networks",
    "guides",
    "guides/trainer",
    "guides/slides-m3",
)
ATLAS = "reference/practices"


def fetched(served: Served, path: str) -> str:
    with urllib.request.urlopen(served.url(path)) as answer:
        return answer.read().decode()


def shown(page: Any) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('article.entry')].filter(e => !e.hidden).map(e => e.id)"
    )


def choose(page: Any, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)


@in_turn(PAGES)
def test_page_is_sound(
    course_server: Served, visit: Callable[..., Visit], lang: str, path: str
) -> None:
    """No fault, nothing from the network, axe finds nothing, light and dark, wide and narrow."""
    opened = visit(course_server.url(f"{lang}/{path}"), lang=lang)
    page = opened.page
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(100)
            assert accessibility(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    opened.clean()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_the_library_knows_is_in_the_first_response(
    course_server: Served, lang: str
) -> None:
    text = fetched(course_server, f"{lang}/{ATLAS}")
    for entry in atlas.entries(lang):
        assert f'id="{entry.anchor}"' in text
    known = library()
    for case in known.cases.values():
        assert case.sheet.local_authority is None or case.sheet.local_authority[lang] in text
    for told in (*known.practices.values(), *known.cases.values(), *known.experiences.values()):
        assert told.watch[lang].split(".")[0].replace("'", "&#39;") in text
    figures = fetched(course_server, f"{lang}/reference/figures")
    assert all(f'id="figure-{one}"' in figures for one in known.figures)
    documents = fetched(course_server, f"{lang}/reference/bibliography")
    assert all(f'id="reference-{one}"' in documents for one in known.references)
    networks = fetched(course_server, f"{lang}/reference/networks")
    assert all(f'id="network-{one}"' in networks for one in known.networks)
    assert all(f'id="programme-{one}"' in networks for one in known.programmes)


def test_every_country_of_a_place_has_a_name() -> None:
    codes = {place.country for place in library().places.values() if place.country}
    assert codes == set(atlas.countries())


def test_search_forgives_accents_and_capitals(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(course_server.url(f"fr/{ATLAS}")).page
    everything = shown(page)
    for typed in ("etudiants tunisiens", "ÉTUDIANTS Tunisiens"):
        page.locator("input[name=q]").fill(typed)
        assert "practice-tunisian-students-tuscany" in shown(page)
        assert len(shown(page)) < len(everything)
    page.locator("input[name=q]").fill("zzzz")
    assert shown(page) == []
    assert "Aucune entrée" in page.locator("#atlas-said").inner_text()
    page.get_by_role("button", name="Tout afficher").click()
    page.wait_for_function("document.querySelectorAll('article.entry[hidden]').length === 0")
    assert shown(page) == everything


@pytest.mark.parametrize(
    ("facet", "value", "present", "absent"),
    [
        ("kind", "case", "case-veneto-networks", "practice-emidel"),
        ("sector", "health", None, "practice-cites-unies-france"),
        ("initiative", "advocacy", None, "practice-calabarzon-local-data"),
        ("step", "1", "practice-calabarzon-local-data", "practice-emidel"),
        ("phase", "return", "practice-calabarzon-local-data", "practice-cites-unies-france"),
        ("direction", "south-south", "practice-maputo-durban", "practice-calabarzon-local-data"),
        ("country", "PH", "practice-calabarzon-local-data", "case-veneto-networks"),
    ],
)
def test_each_filter_finds_what_the_library_says(
    course_server: Served,
    visit: Callable[..., Visit],
    facet: str,
    value: str,
    present: str | None,
    absent: str,
) -> None:
    page = visit(course_server.url(f"en/{ATLAS}"), lang="en").page
    asked: list[str] = []
    page.on(
        "request",
        # The icons of the page itself may still be on their way.
        lambda r: asked.append(r.url) if "/static/" not in r.url else None,
    )
    choose(page, facet, value)
    expected = [entry.anchor for entry in atlas.entries("en") if value in entry.facets[facet]]
    assert shown(page) == expected
    assert present is None or present in expected
    assert absent not in expected
    assert asked == []


def test_filters_live_in_the_address_and_follow_the_language(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(course_server.url(f"fr/{ATLAS}"), lang="fr").page
    choose(page, "country", "SN")
    choose(page, "kind", "practice")
    found = shown(page)
    assert found
    page.get_by_role("link", name="English").click()
    page.wait_for_url(re.compile(r"/en/reference/practices\?.*country=SN"))
    assert shown(page) == found


def test_an_address_of_an_entry_opens_it_and_lifts_the_filters(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(course_server.url(f"en/{ATLAS}?country=PH#case-veneto-networks"), lang="en").page
    details = page.locator("#case-veneto-networks > details")
    details.and_(page.locator("[open]")).wait_for()
    assert details.get_by_text("Identification sheet").is_visible()


@pytest.mark.parametrize("given", ["?kind=nothing", "?q=%00%F0&step=99", "#%E0%A4%A", "#nowhere"])
def test_a_wrong_address_shows_the_whole_atlas_without_a_fault(
    course_server: Served, visit: Callable[..., Visit], given: str
) -> None:
    opened = visit(course_server.url(f"fr/{ATLAS}{given}"))
    opened.page.locator("#atlas-form").wait_for()
    opened.clean()


def test_the_keyboard_opens_an_entry(course_server: Served, visit: Callable[..., Visit]) -> None:
    page = visit(course_server.url(f"fr/{ATLAS}")).page
    page.locator("input[name=q]").fill("calabarzon")
    page.locator("#practice-calabarzon-local-data summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#practice-calabarzon-local-data .entry-body").is_visible()


def test_without_script_everything_can_be_read(course_server: Served, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(course_server.url(f"fr/{ATLAS}"))
    assert page.locator("article.entry:visible").count() == len(atlas.entries("fr"))
    assert not page.locator("#atlas-form").is_visible()
    page.locator("#case-cuenca-rights summary").click()
    assert page.locator("#case-cuenca-rights .sheet").is_visible()
    context.close()


def test_print_shows_the_entries_and_not_the_filters(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(course_server.url(f"fr/{ATLAS}?country=PH")).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#practice-calabarzon-local-data .entry-body").is_visible()
    assert not page.locator("#atlas-form").is_visible()


def test_a_practice_in_a_module_leads_to_its_entry(course_server: Served) -> None:
    text = fetched(course_server, "fr/modules/m2-institutional")
    assert 'href="../reference/practices#practice-calabarzon-local-data"' in text
    back = fetched(course_server, f"fr/{ATLAS}")
    assert "modules/m2-institutional#practice-calabarzon-local-data" in back


def test_the_glossary_has_its_place_under_reference(course_server: Served) -> None:
    entry = fetched(course_server, "en/reference")
    assert 'href="/passerelles/en/glossary"' in entry
    assert 'href="/passerelles/en/reference"' in fetched(course_server, "en/glossary")


def test_another_name_is_a_page_with_a_sentence(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(course_server.url("fr/reference/nothing")).page
    assert page.get_by_role("alert").inner_text().strip()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_without_the_token(course_server: Served, path: str) -> None:
    with urllib.request.urlopen(f"{course_server.address}fr/{path}") as answer:
        assert "/login" in answer.url
