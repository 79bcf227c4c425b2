"""Every page as a person meets it: both languages, wide and narrow, nothing from the network."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Served, Visit
from tests.turns import in_turn

from passerelles.build.course import course, places

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "exercises",
    "dossier",
    "dossier/versions",
    "sample",
    "profile",
    "glossary",
    *(f"modules/{module.id}" for module in course().modules if places().written(module)),
    "exercises/e3-governance",
)


def settled(page: Any) -> None:
    """Wait until every room is filled, as a reader's who goes through the whole page.

    Rooms are filled as one comes near; a page about to be printed fills them all.
    """
    page.wait_for_function(
        "() => { dispatchEvent(new Event('beforeprint'));"
        " const rooms = [...document.querySelectorAll('.room')];"
        " return rooms.every(room => room.classList.contains('here')); }",
        polling=300,
    )


def accessibility(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


@in_turn(PAGES)
def test_page_is_sound(
    course_server: Served, visit: Callable[..., Visit], lang: str, path: str
) -> None:
    """No fault in the console, nothing from the network, axe finds nothing, no sideways scroll."""
    opened = visit(course_server.url(f"{lang}/{path}"), lang=lang)
    settled(opened.page)
    assert opened.page.locator("html").get_attribute("lang") == lang
    assert opened.page.locator("h1").count() == 1
    assert accessibility(opened.page) == []
    opened.page.set_viewport_size({"width": 360, "height": 740})
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility(opened.page) == []
    opened.clean()


def test_dark_scheme_keeps_the_contrast(course_server: Served, visit: Callable[..., Visit]) -> None:
    opened = visit(course_server.url("fr/modules/m2-institutional"))
    settled(opened.page)
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_timeout(500)
    assert accessibility(opened.page) == []


def test_the_text_is_there_without_any_script(course_server: Served) -> None:
    """The first bytes hold the whole text: a reader on a poor line need not wait for a kernel."""
    with urllib.request.urlopen(course_server.url("en/modules/m2-institutional")) as answer:
        head = b""
        while b'id="full-words"' not in head:
            head += answer.read1(4096)
    text = head.decode()
    assert "passerelles.kernel" not in text
    assert text.count('<section class="prose"') > 20
    assert text.count("question-room") > 15
    assert "practice-calabarzon-local-data" in text


@pytest.mark.parametrize(
    "path", ["", "fr/", "fr/dossier", "fr/modules/m2-institutional", "fr/exercises/e3-governance"]
)
def test_nothing_is_shown_without_the_token(course_server: Served, path: str) -> None:
    with urllib.request.urlopen(course_server.address + path) as answer:
        assert "/login" in answer.url


@pytest.mark.parametrize(
    "path",
    [
        "voila/files/picture.png",
        "voila/render/x.ipynb",
        "files/dossier.json",
        "api/contents/dossier.json",
        "api/kernels",
        "lab",
        "nbconvert/html/x.ipynb",
    ],
)
def test_no_other_door_is_open_without_the_token(course_server: Served, path: str) -> None:
    root = course_server.address.removesuffix("passerelles/")
    answered, status = reached(root + path)
    assert "/login" in answered or status == 403


def reached(url: str) -> tuple[str, int]:
    """Return where a request ended and its status."""
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.url, answer.status
    except urllib.error.HTTPError as refused:
        return refused.url, refused.code


def test_no_response_of_the_portal_holds_a_key(course_server: Served) -> None:
    from tests.test_repository import KEYS, secrets  # noqa: PLC0415

    words = secrets()
    for lang in ("fr", "en"):
        with urllib.request.urlopen(course_server.url(f"{lang}/exercises/e3-governance")) as answer:
            text = answer.read().decode()
        assert not [word for word in words if word in text]
        assert not re.search(r"HIDDEN TESTS|model_answer", text), KEYS


@pytest.mark.parametrize(
    ("stated", "answered"),
    [("", "fr"), ("de", "fr"), ("de, en-GB;q=0.8, fr;q=0.3", "en"), ("en;q=0, fr", "fr")],
)
def test_the_first_page_follows_the_browser(
    course_server: Served, stated: str, answered: str
) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    asked = urllib.request.Request(course_server.url(""), headers={"Accept-Language": stated})
    with opener.open(asked) as answer:
        assert answer.url.endswith(f"/passerelles/{answered}/")


@pytest.mark.parametrize("path", ["xx/", "fr/modules/m9", "en/nothing", "fr/exercises/e99"])
def test_a_wrong_address_is_a_page_with_a_sentence(
    course_server: Served, visit: Callable[..., Visit], path: str
) -> None:
    opened = visit(course_server.url(path))
    assert opened.page.get_by_role("alert").inner_text().strip()
    assert opened.page.get_by_role("link", name=re.compile("accueil|home")).count() >= 1


def test_a_damaged_share_link_gives_a_sentence(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    opened = visit(course_server.url("en/modules/m2-institutional?share=!!broken!!"))
    settled(opened.page)
    assert "link" in opened.page.locator("#partners").inner_text().lower()
