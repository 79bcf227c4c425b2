"""Names on a hub: what is accepted, and that nobody gets another person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.grading.names import student_name
from passerelles.hub.account_settings import Accounts
from passerelles.hub.names import own_name, provided_name, user_name, valid
from passerelles.library.errors import Refusal
from passerelles.library.records import structure

CLAIMS = st.one_of(st.text(min_size=1, max_size=60), st.emails())


@given(CLAIMS, CLAIMS, st.sampled_from(["a", "b-2"]), st.sampled_from(["a", "b-2"]))
def test_two_claims_or_providers_never_give_one_name(
    one: str, two: str, here: str, there: str
) -> None:
    if one.strip() and two.strip() and (one, here) != (two, there):
        assert provided_name(here, one) != provided_name(there, two)


@given(CLAIMS)
def test_a_name_is_safe_wherever_it_goes(claim: str) -> None:
    if not claim.strip():
        return
    name = provided_name("sso", claim)
    assert valid(name)
    assert user_name(name) == name
    assert student_name(name) == name
    assert len(name) <= 128
    assert "/" not in name
    with pytest.raises(Refusal):
        own_name(name)


@pytest.mark.parametrize("name", ["ama", "Ama ", "jean-paul.2", "7", "a" * 48])
def test_plain_names_are_taken(name: str) -> None:
    assert own_name(name) == name.strip().lower()


@pytest.mark.parametrize(
    "name",
    ["", " ", "-a", ".a", "..", "a/b", "a b", "é", "a@b", "a~b", "a\n", "a" * 49, "a\u202eb"],
)
def test_others_are_refused(name: str) -> None:
    if name.strip() != name and valid(name.strip()):
        return
    with pytest.raises(Refusal):
        own_name(name)


@pytest.mark.parametrize("claim", [None, True, "", "  ", {}, [], 1.5, "x" * 1001])
def test_a_provider_must_say_who(claim: object) -> None:
    with pytest.raises(Refusal):
        provided_name("sso", claim)


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ({"kind": "oauth"}, "state oauth"),
        ({"kind": "pam"}, "kind"),
        ({"kind": "native", "native": {"password_length": 4}}, "8 or more"),
        ({"kind": "native", "native": {"open": True}}, "unknown key"),
        ({"kind": "lti", "lti": {"platforms": []}}, "at least one"),
    ],
)
def test_faulty_accounts_are_named(accounts: object, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        structure(accounts, Accounts, "hub.yml")


OAUTH = {
    "id": "sso",
    "title": "SSO",
    "authorize_url": "https://sso.example/a",
    "token_url": "https://sso.example/t",
    "userdata_url": "https://sso.example/u",
    "client_id": "c",
    "secret_env": "SECRET",
    "everyone": "one/learners",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_secret": "in clear"}, "unknown key 'client_secret'"),
        ({"secret_file": "x"}, "either secret_file or secret_env"),
        ({"secret_env": None}, "either secret_file or secret_env"),
        ({"token_url": "http://sso.example/t"}, "token_url must be an https address"),
        ({"everyone": None}, "state groups"),
        ({"id": "S S O"}, "small letters"),
    ],
)
def test_faulty_providers_are_named(changed: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        structure({"kind": "oauth", "oauth": OAUTH | changed}, Accounts, "hub.yml")


def test_a_secret_comes_from_outside_hub_yml(tmp_path) -> None:
    found = structure({"kind": "oauth", "oauth": OAUTH}, Accounts, "hub.yml").oauth
    assert found is not None
    assert found.secret({"SECRET": "x\n"}) == "x"
    with pytest.raises(Refusal, match="SECRET"):
        found.secret({})
    path = tmp_path / "secret"
    path.write_text("y")
    path.chmod(0o644)
    given_file = OAUTH | {"secret_env": None, "secret_file": str(path)}
    kept = structure({"kind": "oauth", "oauth": given_file}, Accounts, "hub.yml").oauth
    assert kept is not None
    with pytest.raises(Refusal, match="chmod 600"):
        kept.secret()
    path.chmod(0o600)
    assert kept.secret() == "y"
