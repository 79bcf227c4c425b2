"""Accounts of learning platforms, by LTI 1.3.

ltiauthenticator gives the addresses; what a launch must satisfy is checked here.
Unlike there, nobody is named but by a verified launch: JupyterHub hands the fields
of any form posted to its login page to the authenticator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyterhub.utils import get_browser_protocol
from ltiauthenticator.lti13.auth import LTI13Authenticator
from traitlets import Dict, Instance, Unicode

from passerelles.hub import names, pages, provider_pages
from passerelles.hub.account_settings import Lti, Platform
from passerelles.hub.lti_checks import CLAIM, LaunchError, role_of
from passerelles.hub.lti_keys import Keys
from passerelles.hub.lti_once import OnceStore
from passerelles.hub.lti_pages import BeginHandler, LaunchHandler


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch that passed every check: who comes from which platform, and as what."""

    platform: Platform
    name: str
    group: str
    target: str


class LtiAccounts(LTI13Authenticator):
    """JupyterHub's authenticator for the platforms named in hub.yml."""

    kind = "lti"
    login_handler = BeginHandler
    callback_handler = LaunchHandler
    courses = Dict(help="The courses of the hub: id to its title.").tag(config=True)
    lti = Instance(Lti, help="The platforms of hub.yml.").tag(config=True)
    folder = Unicode(help="Where nonces are kept.").tag(config=True)
    public = Unicode(help="The address people open, or nothing: then the request's.").tag(
        config=True
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.once = OnceStore(Path(self.folder) / "lti.sqlite")
        self._keys = {one.id: Keys(one.jwks_url) for one in self.lti.platforms}

    def get_handlers(self, app: Any) -> list[tuple[str, Any]]:  # noqa: ARG002 - JupyterHub’s
        """Return the two addresses of a launch and our files."""
        return [
            *pages.handlers(),
            *provider_pages.handlers(),
            (self.login_url(""), self.login_handler),
            (self.callback_url(""), self.callback_handler),
        ]

    def validate_username(self, username: str) -> bool:
        """Accept what the one validation accepts."""
        return names.valid(username)

    def normalize_username(self, username: str) -> str:
        """Leave the name as it is: it is plain already."""
        return username

    async def authenticate(self, handler: Any, data: Any = None) -> dict[str, Any] | None:  # noqa: ARG002
        """Name the person of a verified launch, and nobody else."""
        return {"name": data.name} if isinstance(data, Launch) else None

    def platform(self, issuer: Any, client: Any) -> tuple[Platform, str]:
        """Return who announces itself, and under which client id; raise `LaunchError`."""
        found = [
            (one, client_id)
            for one in self.lti.platforms
            for client_id in one.client_ids
            if one.issuer == issuer and client in (None, client_id)
        ]
        if len(found) != 1:
            raise LaunchError("unknown")
        return found[0]

    def by_id(self, name: str) -> Platform:
        """Return the platform called `name` in hub.yml; raise `LaunchError`."""
        for one in self.lti.platforms:
            if one.id == name:
                return one
        raise LaunchError("unknown")

    def keys(self, platform: Platform) -> Keys:
        """Return a platform's keys."""
        return self._keys[platform.id]

    def own_address(self, request: Any) -> str:
        """Return the address by which the browser reaches this hub."""
        return self.public or f"{get_browser_protocol(request)}://{request.host}/"

    @staticmethod
    def launch(claims: Mapping[str, Any], platform: Platform, target: str) -> Launch:
        """Return who comes, from claims that passed every check; raise `LaunchError`."""
        role = role_of(claims)
        if role is None:
            raise LaunchError("role")
        name = names.provided_name(platform.id, claims["sub"])
        return Launch(platform, name, f"{platform.course}/{role}", target)


__all__ = ["CLAIM", "Launch", "LtiAccounts"]
