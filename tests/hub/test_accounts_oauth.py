"""OpenID Connect at a real JupyterHub, with a provider of the test's own on loopback."""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from tests.hub.accounts_hub import COURSES, Answer, Browser, Hub, hub
from tests.hub.identity import Provider, provider

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="module")
def running(identity: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    secret = tmp_path_factory.mktemp("secret") / "secret"
    secret.write_text(identity.secret + "\n")
    secret.chmod(0o600)
    base = identity.base
    settings = f"""
version: 1
accounts:
  kind: oauth
  oauth:
    id: ville
    title: la Ville
    issuer: {base}
    authorize_url: {base}/authorize
    token_url: {base}/token
    userdata_url: {base}/me
    client_id: passerelles
    secret_file: {secret}
    name_claim: preferred_username
    groups_claim: realm_access.roles
    groups: {{stagiaires: one/learners, formatrices: one/instructors}}
{COURSES}
"""
    with hub(settings) as started:
        yield started


def asked_of(browser: Browser) -> dict[str, str]:
    begun = browser.get("/hub/oauth_login?next=")
    assert begun.status == 302, begun.page
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun.location).query))


def enter(
    browser: Browser,
    identity: Provider,
    info: dict[str, Any] | None = None,
    token: dict[str, Any] | None = None,
) -> Answer:
    """Log in as the provider would have it, with parts of its answers changed."""
    asked, now = asked_of(browser), int(time.time())
    person = {"sub": "s-1", "preferred_username": "ama", "realm_access": {"roles": ["stagiaires"]}}
    claims = {"iss": identity.base, "aud": "passerelles", "sub": "s-1", "iat": now, "exp": now + 60}
    changed = {key: value for key, value in (claims | (token or {})).items() if value is not None}
    identity.codes["code-1"] = {
        "challenge": asked["code_challenge"],
        "info": {key: value for key, value in (person | (info or {})).items() if value is not None},
        "id_token": None if token == {} else changed,
    }
    query = urllib.parse.urlencode({"code": "code-1", "state": asked["state"]})
    return browser.get(f"/hub/oauth_callback?{query}")


def test_a_person_with_a_place_lands_in_the_course(running: Hub, identity: Provider) -> None:
    browser = running.browser()
    page = browser.get("/hub/login").page
    assert "Entrer avec la Ville" in page
    asked = asked_of(browser)
    assert asked["code_challenge_method"] == "S256"
    assert browser.land(enter(browser, identity)) == "/user/ama@ville/"


def test_two_people_never_share_a_name(running: Hub, identity: Provider) -> None:
    found = {
        running_name(running, identity, claim)
        for claim in ("ama", "Ama", "AMA", "àma", "ama@ville", "../ama", "ama ", "🙂", 7, "7")
    }
    # The number 7 and the text are written alike: a provider sends one or the other.
    assert len(found) == 9
    assert all(name.endswith("@ville") and "/" not in name for name in found)


def running_name(running: Hub, identity: Provider, claim: object) -> str:
    browser = running.browser()
    entered = enter(browser, identity, {"preferred_username": claim})
    return browser.land(entered).removeprefix("/user/").removesuffix("/")


@pytest.mark.parametrize(
    ("info", "token", "sentence"),
    [
        ({"realm_access": {"roles": ["others"]}}, None, "ne donne accès à aucun cours"),
        ({"realm_access": None}, None, "ne donne accès à aucun cours"),
        ({"realm_access": {"roles": [{"stagiaires": 1}]}}, None, "ne donne accès à aucun cours"),
        ({"preferred_username": None}, None, "n’a pas dit qui vous êtes"),
        ({"preferred_username": {"a": 1}}, None, "n’a pas dit qui vous êtes"),
        ({"sub": "s-2"}, None, "ne correspond pas à ce serveur"),
        (None, {}, "ne correspond pas à ce serveur"),
        (None, {"iss": "https://elsewhere.example"}, "ne correspond pas à ce serveur"),
        (None, {"aud": "another"}, "ne correspond pas à ce serveur"),
        (None, {"aud": ["passerelles", "x"]}, "ne correspond pas à ce serveur"),
        (None, {"azp": "another"}, "ne correspond pas à ce serveur"),
        (None, {"exp": 1}, "ne correspond pas à ce serveur"),
        (None, {"iat": 9_999_999_999}, "ne correspond pas à ce serveur"),
        (None, {"exp": None}, "ne correspond pas à ce serveur"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    running: Hub,
    identity: Provider,
    info: dict[str, Any] | None,
    token: dict[str, Any] | None,
    sentence: str,
) -> None:
    browser = running.browser()
    refused = enter(browser, identity, info, token)
    assert refused.status == 403
    assert sentence in refused.alert
    assert browser.get("/hub/home").status == 302


def test_the_login_belongs_to_the_browser_that_began_it(running: Hub, identity: Provider) -> None:
    mine, other = running.browser("en"), running.browser("en")
    asked = asked_of(mine)
    asked_of(other)
    for browser, query in (
        (other, {"code": "x", "state": asked["state"]}),
        (running.browser("en"), {"code": "x", "state": asked["state"]}),
        (mine, {"code": "x", "state": "bm90IGpzb24"}),
        (mine, {"code": "x"}),
    ):
        refused = browser.get("/hub/oauth_callback?" + urllib.parse.urlencode(query))
        assert refused.status == 403
        assert refused.alert.startswith("This login did not begin in this browser")


def test_a_refusal_and_an_absent_provider_are_said(running: Hub, identity: Provider) -> None:
    browser = running.browser("en")
    asked = asked_of(browser)
    query = {"error": "access_denied", "error_description": "<b>no</b>", "state": asked["state"]}
    refused = browser.get("/hub/oauth_callback?" + urllib.parse.urlencode(query))
    assert refused.alert.startswith("la Ville did not confirm your login;")
    assert "<b>no" not in refused.page
    asked = asked_of(browser)
    query = {"code": "never given", "state": asked["state"]}
    refused = browser.get("/hub/oauth_callback?" + urllib.parse.urlencode(query))
    assert refused.alert.startswith("la Ville did not confirm your login;")


def test_nobody_logs_in_by_a_form(running: Hub) -> None:
    browser = running.browser()
    browser.get("/hub/login")
    assert browser.post("/hub/login", {"code": "x", "username": "ama"}).status in (403, 405)
    assert browser.get("/hub/home").status == 302
