"""The two addresses of an LTI launch: where a login begins, and where the message arrives."""

from __future__ import annotations

import secrets
import time
from typing import Any, Final
from urllib.parse import urlsplit

from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import get_browser_protocol, url_path_join
from tornado.httputil import url_concat

from passerelles.hub import groups
from passerelles.hub.lti_checks import CLAIM, LaunchError, check_claims, check_target
from passerelles.hub.lti_once import Begun, digest
from passerelles.hub.pages import Speaking, refusal
from passerelles.library.errors import Refusal

BROWSER_COOKIE: Final = "passerelles-lti"
_LONGEST: Final = 4_000
_USED_SECONDS: Final = 90_000
"""A nonce is remembered longer than any message may be valid."""


class _LtiHandler(Speaking, BaseHandler):
    """What both share: a launch comes from another site, so no form's token is with it."""

    def check_xsrf_cookie(self) -> None:
        """Ask for none: the state bound to the browser takes its place."""

    def one(self, name: str) -> str | None:
        """Return a field that is there once and not absurdly long; raise `LaunchError`."""
        given = self.get_arguments(name, strip=False)
        if len(given) > 1 or (given and len(given[0]) > _LONGEST):
            raise LaunchError("request")
        return given[0] if given and given[0] else None

    def turn_away(self, reason: str) -> None:
        """Say in a sentence why this launch is not let in."""
        self.log.warning("An LTI launch was refused: %s", reason)
        self.refuse(refusal(f"lti.{reason}"))


class BeginHandler(_LtiHandler):
    """A platform announces somebody; the browser is sent back to it with a state and a nonce."""

    async def get(self) -> None:
        """Begin a login."""
        try:
            address = self._begin()
        except LaunchError as error:
            self.turn_away(error.reason)
            return
        self.redirect(address)

    post = get

    def _begin(self) -> str:
        accounts = self.authenticator
        issuer, hint, target = self.one("iss"), self.one("login_hint"), self.one("target_link_uri")
        if issuer is None or hint is None or target is None:
            raise LaunchError("request")
        platform, client = accounts.platform(issuer, self.one("client_id"))
        deployment = self.one("lti_deployment_id")
        if deployment is not None and deployment not in platform.deployments:
            raise LaunchError("deployment")
        aimed = check_target(target, accounts.own_address(self.request))
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        begun = Begun(platform.id, client, nonce, digest(self._browser()), aimed)
        if not accounts.once.begin(state, begun, time.time()):
            raise LaunchError("busy")
        base = accounts.own_address(self.request).rstrip("/")
        asked = {
            "response_type": "id_token",
            "response_mode": "form_post",
            "scope": "openid",
            "prompt": "none",
            "client_id": client,
            "redirect_uri": base + accounts.callback_url(self.hub.server.base_url),
            "login_hint": hint,
            "state": state,
            "nonce": nonce,
        }
        if message_hint := self.one("lti_message_hint"):
            asked["lti_message_hint"] = message_hint
        return str(url_concat(platform.authorize_url, asked))

    def _browser(self) -> str:
        """Return this browser's secret, making one; several tabs may log in at once."""
        kept = self.get_secure_cookie(BROWSER_COOKIE)
        secret = kept.decode() if kept else secrets.token_urlsafe(32)
        # The message is posted by the platform's page: a browser sends no other cookie with it.
        # Without HTTPS `None` would be dropped; with nothing said, two minutes are allowed.
        secure = get_browser_protocol(self.request) == "https"
        options = {"secure": True, "samesite": "None"} if secure else {}
        path = self.hub.base_url
        self.set_secure_cookie(
            BROWSER_COOKIE, secret, expires_days=1, httponly=True, path=path, **options
        )
        return secret


class LaunchHandler(_LtiHandler):
    """The platform's signed message, posted by the browser."""

    async def post(self) -> None:
        """Check everything, log in, and lead to the course."""
        try:
            launch = await self._launch()
            user = await self.login_user(launch)
        except LaunchError as error:
            self.turn_away(error.reason)
            return
        except Refusal as refused:
            self.refuse(refused)
            return
        if user is None:
            self.turn_away("person")
            return
        groups.place(user, [launch.group], [launch.platform.course])
        self._jupyterhub_user = user
        self.redirect(self._landing(user, launch.target))

    async def _launch(self) -> Any:
        accounts, now = self.authenticator, time.time()
        state = self.one("state")
        begun = accounts.once.end(state, now) if state else None
        kept = self.get_secure_cookie(BROWSER_COOKIE)
        if begun is None or not kept:
            raise LaunchError("state")
        if not secrets.compare_digest(begun.browser, digest(kept.decode())):
            raise LaunchError("state")
        if self.one("error"):
            raise LaunchError("error")
        token = self.get_body_argument("id_token", None)
        if not token:
            raise LaunchError("request")
        platform = accounts.by_id(begun.platform)
        claims = await accounts.keys(platform).claims(token)
        check_claims(claims, platform, now)
        self._check_nonce(claims, begun, platform.id)
        target = check_target(
            claims.get(CLAIM + "target_link_uri"), accounts.own_address(self.request)
        )
        return accounts.launch(claims, platform, target)

    def _check_nonce(self, claims: dict[str, Any], begun: Begun, platform: str) -> None:
        nonce, audience = claims.get("nonce"), claims.get("aud")
        if not isinstance(nonce, str) or not nonce.isascii():
            raise LaunchError("nonce")
        if not secrets.compare_digest(nonce, begun.nonce):
            raise LaunchError("nonce")
        if begun.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise LaunchError("audience")
        if not self.authenticator.once.use(f"{platform} {nonce}", time.time() + _USED_SECONDS):
            raise LaunchError("nonce")

    def _landing(self, user: Any, target: str) -> str:
        """Return where a launch leads: the page it aims at, or the person's course."""
        own = self.hub.base_url
        path = urlsplit(target).path
        doors = {self.base_url, own, own.rstrip("/"), url_path_join(own, "login")}
        if path in doors or path.startswith(url_path_join(own, "lti13")):
            # Not `get_next_url`: it would carry the message's own fields into the address.
            return str(user.url if user.spawner.active else url_path_join(own, "spawn"))
        return str(self._validate_next_url(target) or url_path_join(own, "spawn"))
