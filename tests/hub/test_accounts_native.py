"""Accounts made on the hub, at a real JupyterHub: asked for, approved, locked, closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.help import link_of
from tests.hub.accounts_hub import COURSES, Browser, Hub, hub

from passerelles.library.text import Language
from passerelles.papers.help import HELP

PASSWORD = "quatre mots bien choisis"
SETTINGS = f"""
version: 1
administrators: [chef]
accounts: {{kind: native, native: {{tries: 3, wait_minutes: 10, password_length: 10}}}}
{COURSES}
"""


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running() -> Iterator[Hub]:
    with hub(SETTINGS) as started:
        yield started


@pytest.fixture
def chef(running: Hub) -> Browser:
    """Log in as the first administrator, whose password was made when the hub first started."""
    browser = running.browser()
    password = (running.folder / "password-chef").read_text()
    entered = browser.send("/hub/login", {"username": "chef", "password": password})
    assert entered.status == 302, entered.page
    return browser


def ask(browser: Browser, name: str, password: str = PASSWORD, again: str | None = None):
    fields = {"username": name, "password": password, "again": again or password}
    return browser.send("/hub/signup", fields)


def enter(browser: Browser, name: str, password: str = PASSWORD):
    return browser.send("/hub/login", {"username": name, "password": password})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_is_there_before_one_has_an_account(
    running: Hub, chef: Browser, language: Language
) -> None:
    nobody = running.browser(language)
    for page, browser, path in (
        ("hub/login", nobody, "login"),
        ("hub/signup", nobody, "signup"),
        ("hub/404", nobody, "nowhere"),
        ("hub/home", chef, "home"),
        ("hub/people", chef, "people"),
        ("hub/password", chef, "password"),
    ):
        here = browser.get(f"/hub/{path}?lang={language}")
        there = nobody.get(link_of(here.page, page, language))
        assert there.status == 200
        assert f'<html lang="{language}"' in there.page
        assert f'id="{HELP[page].section}"' in there.page
    picture = nobody.get(f"/hub/guides/pictures/home.{language}.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert nobody.get("/hub/guides/exercise-e3-governance").status == 404
    assert nobody.get("/hub/guides/pictures/..%2f..%2fcourse.yml").status == 404


def test_nobody_enters_before_approval_and_the_approved_land_on_their_portal(
    running: Hub, chef: Browser
) -> None:
    learner = running.browser()
    asked = ask(learner, "Ama.Diallo")
    assert asked.status == 200
    assert "Votre demande est partie" in asked.page
    waiting = enter(learner, "ama.diallo")
    assert waiting.status == 403
    assert waiting.alert.startswith("Votre compte n’est pas encore approuvé ;")
    assert learner.get("/hub/home").status == 302
    listed = chef.get("/hub/people").page
    assert "Approuver ama.diallo" in listed
    done = chef.send(
        "/hub/people", {"name": "ama.diallo", "action": "approve", "group": "one/learners"}
    )
    assert "ama.diallo peut maintenant entrer." in done.page
    entered = enter(learner, "ama.diallo")
    assert learner.land(entered) == "/user/ama.diallo/"


def test_a_learner_has_no_administrators_page(running: Hub, chef: Browser) -> None:
    learner = running.browser("en")
    ask(learner, "noor")
    chef.send("/hub/people", {"name": "noor", "action": "approve"})
    assert enter(learner, "noor").status == 302
    for path in ("/hub/people", "/hub/password/chef"):
        refused = learner.get(path)
        assert refused.status in (403, 404)
        assert "right" in refused.alert or "no page" in refused.alert
    token = learner.send("/hub/password", {"current": "x"})  # a page of theirs, for its token
    assert token.status == 400
    stolen = learner.send(
        "/hub/people",
        {"name": "noor", "action": "groups", "group": "one/instructors"},
        page="/hub/password",
    )
    assert stolen.status in (403, 404)


def test_nobody_takes_an_administrators_name(running: Hub) -> None:
    refused = ask(running.browser("en"), "chef")
    assert refused.status == 400
    assert refused.alert == "This name is already taken; choose another."


@pytest.mark.parametrize(
    ("name", "password", "again", "sentence"),
    [
        ("jean", "court", "court", "trop court"),
        ("jean", "aaaaaaaaaaaa", "aaaaaaaaaaaa", "trop court"),
        ("jean", "1234567890", "1234567890", "premiers que l’on essaie"),
        ("jeannette", "jeannette1", "jeannette1", "ressemble à votre nom"),
        ("jean", PASSWORD, PASSWORD + "x", "diffèrent"),
        ("jean", "mot " * 30, "mot " * 30, "72 octets"),
        ("../jean", PASSWORD, PASSWORD, "ne convient pas"),
        ("jean@sso", PASSWORD, PASSWORD, "ne convient pas"),
        ("jean dupont", PASSWORD, PASSWORD, "ne convient pas"),
        ("<script>", PASSWORD, PASSWORD, "ne convient pas"),
        ("é" * 20, PASSWORD, PASSWORD, "ne convient pas"),
    ],
)
def test_what_will_not_do_is_refused_in_a_sentence(
    running: Hub, name: str, password: str, again: str, sentence: str
) -> None:
    refused = ask(running.browser(), name, password, again)
    assert refused.status == 400
    assert sentence in refused.alert
    assert "<script>" not in refused.page.replace("<script src", "")


def test_wrong_passwords_make_an_account_rest_whoever_it_is(running: Hub, chef: Browser) -> None:
    ask(running.browser(), "lena")
    chef.send("/hub/people", {"name": "lena", "action": "approve"})
    for name in ("lena", "nobody-of-that-name"):
        browser = running.browser("en")
        for _ in range(3):
            assert enter(browser, name, "not this one").alert == (
                "This name and this password do not go together; check them, then try again."
            )
        assert enter(browser, name).alert == (
            "Too many tries for this account: wait 10 minutes, then try again."
        )


def test_a_closed_account_is_out_at_once_and_can_be_approved_again(
    running: Hub, chef: Browser
) -> None:
    learner = running.browser()
    ask(learner, "omar")
    chef.send("/hub/people", {"name": "omar", "action": "approve"})
    assert enter(learner, "omar").status == 302
    assert learner.get("/hub/home").status == 200
    assert chef.send("/hub/people", {"name": "omar", "action": "withdraw"}).status == 200
    assert learner.get("/hub/home").status == 302
    assert "pas encore approuvé" in enter(learner, "omar").alert
    chef.send("/hub/people", {"name": "omar", "action": "approve"})
    assert enter(learner, "omar").status == 302
    kept = chef.send("/hub/people", {"name": "chef", "action": "withdraw"})
    assert "hub.yml" in kept.alert


def test_groups_are_kept_course_by_course(running: Hub, chef: Browser) -> None:
    ask(running.browser(), "ines")
    token = {"name": "ines", "action": "approve"}
    chef.send("/hub/people", {**token, "group": "two/instructors"})
    page = chef.get("/hub/people").page
    place = page[page.index("<h3>ines</h3>") :]
    place = place[: place.index("</li>")]
    assert 'value="two/instructors" checked' in place
    assert 'value="one/instructors" checked' not in place
    forged = chef.send("/hub/people", {**token, "action": "groups", "group": "administrators"})
    assert forged.status == 200
    page = chef.get("/hub/people").page
    assert "administrators" not in page


def test_changes_need_the_forms_own_token(running: Hub, chef: Browser) -> None:
    forged = chef.post("/hub/people", {"name": "chef", "action": "withdraw"})
    assert forged.status == 403
    assert "a expiré avant d’être envoyée" in forged.alert
    assert chef.get("/hub/authorize/chef").status == 404
    assert chef.get("/hub/discard/chef").status == 404


def test_one_changes_ones_password(running: Hub, chef: Browser) -> None:
    learner = running.browser()
    ask(learner, "yves")
    chef.send("/hub/people", {"name": "yves", "action": "approve"})
    enter(learner, "yves")
    new = "encore une autre phrase"
    fields = {"password": new, "again": new}
    wrong = learner.send("/hub/password", {**fields, "current": "pas celui-là"})
    assert "Le mot de passe actuel n’est pas celui-là" in wrong.alert
    done = learner.send("/hub/password", {**fields, "current": PASSWORD})
    assert "Le mot de passe est changé." in done.page
    assert enter(running.browser(), "yves").status == 403
    assert enter(running.browser(), "yves", new).status == 302
    given = "donné par l’administration"
    chef.send("/hub/password/yves", {"password": given, "again": given})
    assert enter(running.browser(), "yves", given).status == 302


def test_accounts_are_there_after_the_hub_was_killed(running: Hub, chef: Browser) -> None:
    ask(running.browser(), "zoe")
    chef.send("/hub/people", {"name": "zoe", "action": "approve", "group": "one/learners"})
    running.restart()
    assert enter(running.browser(), "zoe").status == 302
    again = (running.folder / "password-chef").read_text()
    assert enter(running.browser(), "chef", again).status == 302
