"""The hub's own pages in a browser: asking for an account, waiting, approval, passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browser.test_help import helped
from tests.browser.test_pages import accessibility
from tests.conftest import Visit
from tests.hub.accounts_hub import COURSES, Hub, hub

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "quatre mots bien choisis"
SETTINGS = f"version: 1\nadministrators: [chef]\n{COURSES}"


@pytest.fixture(scope="module")
def running() -> Iterator[Hub]:
    with hub(SETTINGS) as started:
        yield started


def sound(page: Any, lang: str) -> None:
    """Nothing for axe, no sideways scroll at 360 px, one title, the right language."""
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    assert accessibility(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})


def send(page: Any, button: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button, exact=True).click()


def test_an_account_from_the_request_to_the_approval(
    running: Hub, visit: Callable[..., Visit]
) -> None:
    opened = visit(running.base + "hub/login")
    page = opened.page
    sound(page, "fr")
    page.get_by_role("link", name="Demander un compte").click()
    sound(page, "fr")
    page.locator("#language-switch").click()
    sound(page, "en")
    page.get_by_label("User name").fill("Ama")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password, once more").fill(PASSWORD)
    page.get_by_label("Show the password").check()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"
    send(page, "Send the request")
    assert "Your request has been sent" in page.get_by_role("status").inner_text()
    sound(page, "en")
    opened.clean()
    page.get_by_role("link", name="Log in").last.click()
    page.get_by_label("User name").fill("ama")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    send(page, "Enter")
    assert "has not been approved yet" in page.get_by_role("alert").inner_text()
    sound(page, "en")

    first = (running.folder / "password-chef").read_text()
    inside = visit(running.base + "hub/login?next=/hub/people")
    page = inside.page
    page.get_by_label("Nom d’utilisateur").fill("chef")
    page.get_by_label("Mot de passe", exact=True).fill(first)
    send(page, "Entrer")
    sound(page, "fr")
    page.get_by_role("group", name="Place de ama").get_by_label("Premier").first.check()
    send(page, "Approuver ama")
    assert page.get_by_role("status").inner_text() == "ama peut maintenant entrer."
    place = page.get_by_role("group", name="Place de ama").get_by_label("Premier").first
    assert place.is_checked()
    sound(page, "fr")
    for path in ("password", "password/ama", "home", "people?lang=en"):
        page.goto(f"{running.base}hub/{path}")
        sound(page, "en" if path.endswith("en") else "fr")
    inside.clean()
    page.emulate_media(color_scheme="dark")
    page.goto(running.base + "hub/people?lang=fr")
    assert accessibility(page) == []
    page.goto(running.base + "hub/nowhere")
    assert "Il n’y a pas de page à cette adresse" in page.get_by_role("alert").inner_text()
    sound(page, "fr")
    page.goto(running.base + "hub/people?lang=fr")
    help_is_sound(page, running)


def help_is_sound(page: Any, running: Hub) -> None:
    """Open the help of a page inside and, once out, that of the page to enter by."""
    tab = helped(page, "hub/people", "fr")
    sound(tab, "fr")
    tab.close()
    page.goto(running.base + "hub/logout")
    sound(page, "fr")
    page.goto(running.base + "hub/login?lang=en")
    sound(helped(page, "hub/login", "en"), "en")


def test_a_form_works_without_scripts_and_by_keyboard(running: Hub, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(running.base + "hub/login")
    assert not page.get_by_label("Montrer le mot de passe").is_visible()
    page.get_by_label("Nom d’utilisateur").focus()
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "ne vont pas ensemble" in page.get_by_role("alert").inner_text()
    context.close()
