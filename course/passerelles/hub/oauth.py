"""Accounts of an OAuth 2 or OpenID Connect provider, which also says who belongs where.

oauthenticator's generic authenticator does the exchange, with PKCE and a state bound
to the browser. Ours checks the ID token where the provider has an issuer (OpenID
Connect Core 3.1.3.7: it came straight from the token endpoint over TLS, which stands
for its signature; and 5.3.2: the user information is about the same person), names
people so that no two share a name, and puts them in the hub's groups at every login.
"""

from __future__ import annotations

import time
from typing import Any, Final

import jwt
from jupyterhub.utils import url_path_join
from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.oauth2 import OAuthCallbackHandler
from tornado import web
from tornado.httpclient import HTTPError as HttpClientError
from traitlets import Dict, Unicode

from passerelles.hub import groups, names, pages, provider_pages
from passerelles.hub.pages import Speaking, refusal
from passerelles.library.errors import Refusal

CLOCK_SECONDS: Final = 60
"""By how much the provider's clock may differ from ours."""


class CallbackHandler(Speaking, OAuthCallbackHandler):
    """Where the provider sends people back."""

    async def get(self) -> None:
        """Log in whom the provider names, or say in a sentence why not."""
        service = self.authenticator.login_service
        try:
            try:
                self.check_arguments()
            except web.HTTPError as error:
                self.log.warning("The provider's answer was refused: %s", error)
                named = self.get_query_argument("error", None)
                key = "provider.error" if named else "provider.state"
                raise refusal(key, service=service) from error
            user = await self._known()
        except Refusal as refused:
            self.refuse(refused)
            return
        self.redirect(self.get_next_url(user))

    async def _known(self) -> Any:
        service = self.authenticator.login_service
        try:
            user = await self.login_user()
        except (HttpClientError, OSError, ValueError, KeyError, web.HTTPError) as error:
            # The provider is away, its answer is no JSON, a token was refused.
            self.log.warning("The provider did not confirm a login: %r", error)
            raise refusal("provider.error", service=service) from error
        if user is None:
            raise refusal("provider.group", service=service)
        groups.place(user, self.authenticator.placed.pop(user.name), self.authenticator.courses)
        return user


class OAuthAccounts(GenericOAuthenticator):
    """JupyterHub's authenticator for a provider named in hub.yml."""

    kind = "oauth"
    callback_handler = CallbackHandler
    courses = Dict(help="The courses of the hub: id to its title.").tag(config=True)
    provider = Unicode(help="The provider's id in hub.yml.").tag(config=True)
    issuer = Unicode(help="The issuer of its ID tokens, or nothing.").tag(config=True)
    group_map = Dict(help="A group of the provider's to one of the hub's.").tag(config=True)
    groups_claim = Unicode(help="The claim that lists a person's groups.").tag(config=True)
    everyone = Unicode(help="The hub's group for everybody, or nothing.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.placed: dict[str, set[str]] = {}

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:
        """Return the provider's addresses and our files."""
        return [*pages.handlers(), *provider_pages.handlers(), *super().get_handlers(app)]

    def login_url(self, base_url: str) -> str:
        """Return where the button of the login page leads."""
        return url_path_join(base_url, "oauth_login")

    def validate_username(self, username: str) -> bool:
        """Accept what the one validation accepts."""
        return names.valid(username)

    def normalize_username(self, username: str) -> str:
        """Leave the name as it is: it is plain already."""
        return username

    def user_info_to_username(self, user_info: dict[str, Any]) -> str:
        """Name a person after the claim of hub.yml; raise `Refusal` when it is missing."""
        claim = user_info.get(self.username_claim) if isinstance(user_info, dict) else None
        return names.provided_name(self.provider, claim)

    def build_auth_state_dict(self, token_info: Any, user_info: Any) -> Any:
        """Check the ID token before anybody is named; raise `Refusal`."""
        if self.issuer:
            try:
                check_id_token(token_info, user_info, self.issuer, self.client_id, time.time())
            except ValueError as fault:
                self.log.warning("An ID token was refused: %s", fault)
                raise refusal("provider.mismatch", service=self.login_service) from fault
        return super().build_auth_state_dict(token_info, user_info)

    async def check_allowed(self, username: str, auth_model: Any) -> bool:
        """Let in who has a place, and remember it until the person is in the database."""
        if auth_model is None:  # asked at start about people the hub knows
            return True
        info = auth_model["auth_state"][self.user_auth_state_key]
        found = self.places(info if isinstance(info, dict) else {})
        if not found and username not in self.admin_users:
            return False
        self.placed[username] = found
        return True

    def places(self, info: dict[str, Any]) -> set[str]:
        """Return the hub's groups that the provider's claims give."""
        claimed: Any = info.get(self.groups_claim)
        if claimed is None:  # a path such as `realm_access.roles`
            claimed = info
            for part in self.groups_claim.split("."):
                claimed = claimed.get(part) if isinstance(claimed, dict) else None
        listed = claimed if isinstance(claimed, list) else [claimed]
        known = [one for one in listed if isinstance(one, str) and one in self.group_map]
        found = {self.group_map[one] for one in known}
        return found | ({self.everyone} if self.everyone else set())


def check_id_token(
    token_info: Any, user_info: Any, issuer: str, client_id: str, now: float
) -> dict[str, Any]:
    """Return the claims of a token answer's ID token; raise `ValueError` naming the fault.

    `now` in seconds since 1970.
    """
    written = token_info.get("id_token") if isinstance(token_info, dict) else None
    if not isinstance(written, str):
        raise ValueError("no ID token")  # noqa: TRY004 - one kind of fault for the caller
    try:
        claims = dict(jwt.decode(written, options={"verify_signature": False}))
    except jwt.PyJWTError as error:
        raise ValueError(f"not an ID token: {error}") from error
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != issuer:
        raise ValueError("another issuer")
    if client_id not in listed:
        raise ValueError("for another client")
    if (len(listed) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise ValueError("issued to another party")
    if _moment(claims, "exp") <= now - CLOCK_SECONDS:
        raise ValueError("it has expired")
    if _moment(claims, "iat") >= now + CLOCK_SECONDS:
        raise ValueError("it was issued in the future")
    subject = claims.get("sub")
    if not subject or not isinstance(user_info, dict) or user_info.get("sub") != subject:
        raise ValueError("the user information is about somebody else")
    return claims


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"no {name}")  # noqa: TRY004 - one kind of fault for the caller
    return float(value)
