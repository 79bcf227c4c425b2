"""The whole path, as a local official walks it, in both languages, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_pages import settled
from tests.conftest import Served, Visit, served

from passerelles.build.course import places
from passerelles.grading import init

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Words:
    """What the walker reads and presses, in one language."""

    other: str
    module: str
    check: str
    right: str
    already: str
    weight: re.Pattern[str]
    moved: str
    add: str
    added: str
    handed: str
    submit: str
    receipt: str
    result: str
    left: str
    last: str
    first_move: str
    choose: str


WORDS = {
    "fr": Words(
        other="English",
        module="La dimension institutionnelle",
        check="Vérifier",
        right="Juste",
        already="Déjà réussie",
        weight=re.compile("Poids.*principaux groupes de migrants"),
        moved="au lieu de",
        add="Ajouter à mon dossier",
        added="partenaire",
        handed="Remettre",
        submit="Remettre",
        receipt="Reçu",
        result="Résultat",
        left="Tentatives restantes",
        last="dernière tentative",
        first_move="de revoir avec vous",
        choose="Choisir",
    ),
    "en": Words(
        other="Français",
        module="The institutional dimension",
        check="Check",
        right="Right",
        already="Already answered rightly",
        weight=re.compile("Weight: main migrant groups"),
        moved="instead of",
        add="Add to my dossier",
        added="partner",
        handed="Submit",
        submit="Submit",
        receipt="Receipt",
        result="Result",
        left="Attempts left",
        last="last attempt",
        first_move="go over the composition",
        choose="Choose",
    ),
}


@pytest.fixture(params=["fr", "en"])
def walk(
    request: pytest.FixtureRequest, tmp_path: Path, visit: Callable[..., Visit]
) -> Iterator[tuple[Visit, Served, str, Words]]:
    """Serve a new workspace with a classroom of its own, and open the home page."""
    solutions = places().solutions
    assert solutions is not None
    init(tmp_path / "classroom", solutions)
    with served(tmp_path / "workspace", tmp_path / "classroom") as running:
        lang = request.param
        yield visit(running.url(""), lang=lang), running, lang, WORDS[lang]


def test_from_the_home_page_to_the_result(walk: tuple[Visit, Served, str, Words]) -> None:
    opened, running, lang, words = walk
    page = opened.page
    opens_the_module(page, lang, words)
    answers_a_practice_question(page, words)
    moves_a_lever(page, words)
    switches_language_and_back(page, words)
    fills_the_dossier(page, lang, words)
    hands_in_twice(page, lang, words)
    goes_on_where_it_was(page, lang, words)
    opened.clean()
    assert (running.workspace / "dossier.json").is_file()


def opens_the_module(page: Any, lang: str, words: Words) -> None:
    page.get_by_role("link", name=words.module).first.click()
    page.wait_for_url(re.compile(rf"/{lang}/modules/m2-institutional"))
    assert page.locator("h1").inner_text() == words.module
    settled(page)


def answers_a_practice_question(page: Any, words: Words) -> None:
    question = page.locator("#q-opening-route")
    question.get_by_role("radio").nth(1).check()
    question.get_by_role("button", name=words.check).click()
    question.get_by_text(words.right, exact=False).first.wait_for()
    page.reload()
    settled(page)
    question.get_by_text(words.already).wait_for()
    assert question.get_by_role("radio").nth(1).is_checked()


def moves_a_lever(page: Any, words: Words) -> None:
    simulator = page.locator("#partners")
    before = simulator.locator("figure svg.main-svg").first.inner_html()
    box = simulator.get_by_role("textbox", name=words.weight)
    box.fill("60")
    box.press("Tab")
    simulator.get_by_text(words.moved).first.wait_for()
    page.wait_for_function(
        "before => document.querySelector('#partners figure svg.main-svg').innerHTML !== before",
        arg=before,
    )


def switches_language_and_back(page: Any, words: Words) -> None:
    page.locator("#partners").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.get_by_role("link", name=words.other, exact=True).click()
    page.wait_for_url(re.compile("#"))
    other = WORDS["en" if words is WORDS["fr"] else "fr"]
    assert page.locator("h1").inner_text() == other.module
    settled(page)
    kept = page.locator("#partners").get_by_role("textbox", name=other.weight)
    assert kept.input_value() == "60"
    assert page.evaluate("scrollY") > 1000
    page.get_by_role("link", name=other.other, exact=True).click()
    page.wait_for_function(f"document.querySelector('h1').innerText === {words.module!r}")
    settled(page)


def fills_the_dossier(page: Any, lang: str, words: Words) -> None:
    for simulator in ("stakeholders", "partners"):
        place = page.locator(f"#{simulator}")
        place.get_by_role("button", name=words.add).click()
        page.wait_for_function(
            "id => document.querySelector(`#${id} .psl-status`).innerText.length > 3",
            arg=simulator,
        )
    page.goto(re.sub(r"/modules/.*", "/dossier", page.url))
    assert page.locator("#section-stakeholders tbody tr").count() > 5
    assert "Tizraghin" in page.locator("#section-partner").inner_text()
    assert page.locator(".plank.empty").count() < 7
    assert page.locator("html").get_attribute("lang") == lang


def hands_in_twice(page: Any, lang: str, words: Words) -> None:
    page.goto(re.sub(r"/dossier.*", "/exercises/e3-governance", page.url))
    settled(page)
    first = page.locator("#e3-first-move").get_by_role("radio")
    labels = page.locator("#e3-first-move label")
    right = next(
        index
        for index in range(labels.count())
        if words.first_move in labels.nth(index).inner_text()
    )
    wrong = (right + 1) % first.count()
    first.nth(wrong).check()
    page.locator("#e3-actors select").first.select_option(index=1)
    page.wait_for_timeout(700)
    page.reload()
    settled(page)
    assert first.nth(wrong).is_checked()
    allowed = page.locator("#hand-in .attempts").inner_text()
    assert re.search("jusqu’à 2 fois|up to 2 times", allowed)
    result = hands_in(page, words)
    assert words.left in result
    verdict = page.locator(".verdict[data-question=e3-first-move]")
    assert "wrong" in (verdict.get_attribute("class") or "")
    first.nth(right).check()
    page.wait_for_timeout(700)
    result = hands_in(page, words)
    assert words.last in result
    assert "right" in (verdict.get_attribute("class") or "")
    page.reload()
    assert words.result in page.locator("#result").inner_text()


def hands_in(page: Any, words: Words) -> str:
    page.evaluate("document.getElementById('result').innerHTML = ''")
    page.get_by_role("button", name=words.submit, exact=True).click()
    page.locator("#receipt").get_by_text(words.receipt).wait_for()
    assert re.search(r"[0-9a-f]{64}", page.locator("#receipt").inner_text())
    page.locator("#result .total").wait_for()
    return str(page.locator("#result").inner_text())


def goes_on_where_it_was(page: Any, lang: str, words: Words) -> None:
    page.goto(re.sub(r"/exercises/.*", "/", page.url))
    card = page.locator(".card", has_text=words.module)
    assert not re.search(r"\b0.?%", card.inner_text())
    assert page.locator(f'a.button.primary[href*="/{lang}/modules/m2-institutional#"]').count() == 1
