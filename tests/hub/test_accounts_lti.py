"""LTI 1.3 at a real JupyterHub: messages signed here, good ones let in, every bad one refused."""

from __future__ import annotations

import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from tests.hub.accounts_hub import COURSES, Answer, Browser, Hub, hub
from tests.hub.identity import MEMBERSHIP, Keys, Provider, launch, provider, unsigned

pytestmark = pytest.mark.slow

BEGIN, ARRIVE = "/hub/lti13/oauth_login", "/hub/lti13/oauth_callback"


@pytest.fixture(scope="module")
def platform() -> Iterator[Provider]:
    with provider() as served:
        yield served


@pytest.fixture(scope="module")
def running(platform: Provider) -> Iterator[Hub]:
    base = platform.base
    settings = f"""
version: 1
accounts:
  kind: lti
  lti:
    platforms:
      - id: moodle
        issuer: {base}
        client_ids: [client-1, client-2]
        authorize_url: {base}/authorize
        jwks_url: {base}/keys
        deployments: [deployment-1]
        course: one
      - id: canvas
        issuer: {base}/canvas
        client_ids: [client-1]
        authorize_url: {base}/authorize
        jwks_url: {base}/keys
        deployments: [deployment-1]
        course: two
{COURSES}
"""
    with hub(settings) as started:
        yield started


def begin(browser: Browser, platform: Provider, **changed: str | None) -> Answer:
    """Announce somebody, as a click on the course's link does."""
    fields: dict[str, str | None] = {
        "iss": platform.base,
        "client_id": "client-1",
        "login_hint": "4711",
        "target_link_uri": browser.base,
        "lti_message_hint": "a hint",
    } | changed
    return browser.post(BEGIN, {key: value for key, value in fields.items() if value is not None})


def asked_of(answer: Answer) -> dict[str, str]:
    """Return what the hub asks of the platform."""
    assert answer.status == 302, answer.page
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.location).query))


def arrive(browser: Browser, platform: Provider, **changed: Any) -> Answer:
    """Make the whole launch, with some claims changed."""
    asked = asked_of(begin(browser, platform))
    claims = launch(platform.base, asked["nonce"], browser.base, **changed)
    token = platform.keys.sign(claims)
    return browser.post(ARRIVE, {"id_token": token, "state": asked["state"]})


def groups_of(browser: Browser) -> str:
    return browser.get("/hub/home").page


def test_a_good_launch_lands_in_the_learners_course(running: Hub, platform: Provider) -> None:
    browser = running.browser()
    begun = begin(browser, platform)
    asked = asked_of(begun)
    assert begun.location.startswith(platform.base + "/authorize?")
    assert asked["response_mode"] == "form_post"
    assert asked["redirect_uri"] == running.base + "hub/lti13/oauth_callback"
    assert asked["lti_message_hint"] == "a hint"
    assert len(asked["state"]) > 40
    assert len(asked["nonce"]) > 40
    claims = launch(platform.base, asked["nonce"], running.base)
    message = {"id_token": platform.keys.sign(claims), "state": asked["state"]}
    assert browser.land(browser.post(ARRIVE, message)) == "/user/4711@moodle/"


def test_a_launch_may_aim_at_a_page_of_the_course(running: Hub, platform: Provider) -> None:
    browser = running.browser()
    aimed = running.base + "hub/user-redirect/passerelles/fr/m2-institutional"
    entered = arrive(browser, platform, target_link_uri=aimed)
    assert browser.land(entered) == "/user/4711@moodle/passerelles/fr/m2-institutional"


def test_several_audiences_with_the_right_party_are_let_in(
    running: Hub, platform: Provider
) -> None:
    entered = arrive(running.browser(), platform, aud=["client-1", "other"], azp="client-1")
    assert entered.status == 302


NOW = int(time.time())
BAD = {
    "wrong issuer": ({"iss": "https://elsewhere.example"}, "ne vient pas de la plateforme"),
    "no issuer": ({"iss": None}, "ne vient pas de la plateforme"),
    "other audience": ({"aud": "somebody-else"}, "destiné à un autre outil"),
    "other client of ours": ({"aud": "client-2"}, "destiné à un autre outil"),
    "audience of numbers": ({"aud": [1, "client-1"]}, "destiné à un autre outil"),
    "several audiences, no azp": ({"aud": ["client-1", "other"]}, "fait pour un autre outil"),
    "wrong azp": ({"azp": "other"}, "fait pour un autre outil"),
    "wrong azp in a list": ({"aud": ["client-1", "other"], "azp": "other"}, "fait pour un autre"),
    "expired": ({"exp": NOW - 4000, "iat": NOW - 4100}, "a expiré"),
    "issued long ago": ({"iat": NOW - 9000}, "a expiré"),
    "no expiry": ({"exp": None}, "a expiré"),
    "expiry in words": ({"exp": "never"}, "a expiré"),
    "valid for years": ({"exp": NOW + 10**8}, "date à venir"),
    "issued in the future": ({"iat": NOW + 90_000, "exp": NOW + 80_000}, "date à venir"),
    "not valid yet": ({"nbf": NOW + 90_000}, "date à venir"),
    "other nonce": ({"nonce": "another"}, "a déjà servi"),
    "no nonce": ({"nonce": None}, "a déjà servi"),
    "unknown deployment": ({"deployment_id": "deployment-9"}, "n’est pas admise"),
    "no deployment": ({"deployment_id": None}, "n’est pas admise"),
    "deployments in a list": ({"deployment_id": ["deployment-1"]}, "n’est pas admise"),
    "other message": ({"message_type": "LtiDeepLinkingRequest"}, "autre chose"),
    "other version": ({"version": "1.1.0"}, "version 1.3"),
    "no link": ({"resource_link": None}, "autre chose"),
    "nobody": ({"sub": None}, "n’a pas dit qui vous êtes"),
    "foreign target": ({"target_link_uri": "https://evil.example/hub/"}, "ailleurs que sur"),
    "other port": ({"target_link_uri": "http://127.0.0.1:1/"}, "ailleurs que sur"),
    "no role here": (
        {"roles": ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"]},
        "ni parmi les personnes qui apprennent",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_message_is_refused_in_a_sentence(
    running: Hub, platform: Provider, fault: str
) -> None:
    changed, sentence = BAD[fault]
    browser = running.browser()
    refused = arrive(browser, platform, **changed)
    assert refused.status == 403
    assert sentence in refused.alert
    assert browser.get("/hub/home").status == 302


def test_only_the_platforms_own_signature_counts(running: Hub, platform: Provider) -> None:
    def tokens(claims: dict[str, Any]) -> dict[str, str]:
        good = platform.keys.sign(claims)
        head, body, signature = good.split(".")
        stranger = Keys(platform.keys.name)
        return {
            "another key of the same name": stranger.sign(claims),
            "a key of another name": Keys("key-9").sign(claims),
            "none": unsigned(claims, "none"),
            "None": unsigned(claims, "None"),
            "HS256 with the public key": unsigned(claims, "HS256", platform.keys.pem),
            "HS256 with the modulus": unsigned(claims, "HS256", platform.keys.public["n"].encode()),
            "no signature": f"{head}.{body}.",
            "another body": f"{head}.{jwt.utils.base64url_encode(b'{}').decode()}.{signature}",
            "not a token": "x.y.z",
            "nothing much": "💥",
            "very long": "a" * 80_000,
        }

    for name in tokens({}):
        browser = running.browser("en")
        asked = asked_of(begin(browser, platform))
        made = tokens(launch(platform.base, asked["nonce"], running.base))[name]
        refused = browser.post(ARRIVE, {"id_token": made, "state": asked["state"]})
        assert refused.status == 403, name
        assert refused.alert.startswith("The signature of this message is not"), name
        assert browser.get("/hub/home").status == 302, name
    assert platform.asked.count("/keys") < 6  # forged names do not make the hub ask each time


def test_the_state_belongs_to_one_browser_once(running: Hub, platform: Provider) -> None:
    mine, other = running.browser(), running.browser()
    asked = asked_of(begin(mine, platform))
    token = platform.keys.sign(launch(platform.base, asked["nonce"], running.base))
    begin(other, platform)
    for browser, message in (
        (mine, {"id_token": token}),
        (mine, {"id_token": token, "state": "made-up"}),
        (other, {"id_token": token, "state": asked["state"]}),  # which uses it up
        (mine, {"id_token": token, "state": asked["state"]}),
        (running.browser(), {"id_token": token, "state": asked["state"]}),
    ):
        refused = browser.post(ARRIVE, message)
        assert refused.status == 403
        assert "n’a pas commencé dans ce navigateur" in refused.alert
    assert mine.get("/hub/home").status == 302


def test_a_message_serves_once_even_after_a_restart(running: Hub, platform: Provider) -> None:
    browser = running.browser()
    asked = asked_of(begin(browser, platform))
    unfinished = asked_of(begin(browser, platform))
    token = platform.keys.sign(launch(platform.base, asked["nonce"], running.base))
    message = {"id_token": token, "state": asked["state"]}
    assert browser.post(ARRIVE, message).status == 302
    assert "n’a pas commencé" in browser.post(ARRIVE, message).alert
    running.restart()
    assert "n’a pas commencé" in browser.post(ARRIVE, message).alert
    fresh = asked_of(begin(browser, platform))
    assert "a déjà servi" in browser.post(ARRIVE, {**message, "state": fresh["state"]}).alert
    # What was begun before the restart ends well after it.
    late = platform.keys.sign(launch(platform.base, unfinished["nonce"], running.base))
    entered = browser.post(ARRIVE, {"id_token": late, "state": unfinished["state"]})
    assert entered.status == 302


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"iss": "https://elsewhere.example"}, "n’est pas inscrite"),
        ({"client_id": "unknown"}, "n’est pas inscrite"),
        ({"client_id": None}, "n’est pas inscrite"),  # two clients of ours: which?
        ({"login_hint": None}, "incomplète"),
        ({"target_link_uri": None}, "incomplète"),
        ({"lti_deployment_id": "deployment-9"}, "n’est pas admise"),
        ({"target_link_uri": "https://evil.example/"}, "ailleurs que sur ce serveur"),
        ({"target_link_uri": "//evil.example/"}, "ailleurs que sur ce serveur"),
        ({"target_link_uri": "javascript:alert(1)"}, "ailleurs que sur ce serveur"),
    ],
)
def test_an_announcement_that_does_not_fit_is_refused(
    running: Hub, platform: Provider, changed: dict[str, str | None], sentence: str
) -> None:
    refused = begin(running.browser(), platform, **changed)
    assert refused.status == 403
    assert sentence in refused.alert


def test_what_the_platform_refuses_is_said(running: Hub, platform: Provider) -> None:
    browser = running.browser("en")
    asked = asked_of(begin(browser, platform))
    refused = browser.post(ARRIVE, {"error": "login_required", "state": asked["state"]})
    assert refused.alert.startswith("Your platform did not confirm your login;")


def test_nobody_logs_in_by_a_form(running: Hub) -> None:
    browser = running.browser()
    page = browser.get("/hub/login")
    assert page.status == 200
    assert "depuis votre plateforme" in page.page
    for fields in ({"sub": "4711"}, {"email": "chef"}, {"name": "chef", "username": "chef"}):
        refused = browser.post("/hub/login", fields)
        assert refused.status in (403, 405)
    assert browser.get("/hub/home").status == 302
    assert browser.get(ARRIVE).status == 405


def test_roles_place_people_in_this_course_only(running: Hub, platform: Provider) -> None:
    teacher = running.browser("en")
    roles = [MEMBERSHIP + "Instructor"]
    assert arrive(teacher, platform, sub="prof", roles=roles).status == 302
    home = teacher.get("/hub/home")
    assert home.status == 200
    # The same person of another platform is another person.
    asked = asked_of(begin(teacher, platform, iss=platform.base + "/canvas"))
    claims = launch(platform.base + "/canvas", asked["nonce"], running.base, sub="prof")
    token = platform.keys.sign(claims)
    entered = teacher.post(ARRIVE, {"id_token": token, "state": asked["state"]})
    assert teacher.land(entered) == "/user/prof@canvas/"
    import sqlite3  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    with closing(sqlite3.connect(running.folder / "hub.sqlite")) as book:
        found = book.execute(
            "SELECT users.name, groups.name FROM user_group_map JOIN users ON users.id = user_id "
            "JOIN groups ON groups.id = group_id WHERE users.name LIKE 'prof%' ORDER BY 1, 2"
        ).fetchall()
    assert found == [("prof@canvas", "two/learners"), ("prof@moodle", "one/instructors")]


def test_a_changed_key_is_found(running: Hub, platform: Provider) -> None:
    earlier = platform.keys
    platform.keys = Keys("key-2")
    platform.published.append(platform.keys.public)
    try:
        running.restart()  # the minute between two fetches has not passed
        assert arrive(running.browser(), platform).status == 302
    finally:
        platform.keys = earlier
