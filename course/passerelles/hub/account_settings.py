"""How people log in to a hub: the part `accounts` of hub.yml, checked.

No secret stands here in clear: an OAuth secret is named by the file or by the
environment variable that holds it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from passerelles.hub.names import identifier
from passerelles.library.errors import Refusal

Role = Literal["learners", "trainers", "instructors"]
ROLES: Final[tuple[Role, ...]] = ("learners", "trainers", "instructors")
"""The groups of one course: `<course>/learners` and so on."""
SHORTEST: Final = 8
"""Characters below which no password is accepted, as NIST SP 800-63B, 5.1.1 has it."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Native:
    """Accounts made on the hub: people sign up, an administrator approves.

    After `tries` wrong passwords an account rests for `wait_minutes`.
    """

    sign_up: bool = True
    password_length: int = 10
    tries: int = 5
    wait_minutes: int = 10

    def __post_init__(self) -> None:
        if self.password_length < SHORTEST:
            raise ValueError(f"password_length must be {SHORTEST} or more")
        if self.tries < 1 or self.wait_minutes < 1:
            raise ValueError("tries and wait_minutes must be 1 or more")


@dataclass(frozen=True, slots=True)
class OAuth:
    """A provider of OAuth 2 or OpenID Connect; with an `issuer`, its ID tokens are checked.

    `groups` says which of the provider's groups (the claim `groups_claim`) gives which
    group of the hub; who has none is refused, unless `everyone` names a group.
    """

    id: str
    title: str
    authorize_url: str
    token_url: str
    userdata_url: str
    client_id: str
    issuer: str | None = None
    secret_file: str | None = None
    secret_env: str | None = None
    scope: list[str] = field(default_factory=lambda: ["openid", "profile"])
    name_claim: str = "sub"
    groups_claim: str = "groups"
    groups: dict[str, str] = field(default_factory=dict)
    everyone: str | None = None

    def __post_init__(self) -> None:
        identifier(self.id)
        for name in ("authorize_url", "token_url", "userdata_url"):
            _address(name, getattr(self, name))
        if self.issuer is not None:
            _address("issuer", self.issuer)
        if (self.secret_file is None) == (self.secret_env is None):
            raise ValueError("state either secret_file or secret_env")
        if not self.groups and not self.everyone:
            raise ValueError("state groups, or a group for everyone")

    def secret(self, environment: Mapping[str, str] | None = None) -> str:
        """Return the client's secret from its file or variable; raise `Refusal`."""
        env = os.environ if environment is None else environment
        if self.secret_env is not None:
            value = env.get(self.secret_env, "").strip()
            where = f"${self.secret_env}"
        else:
            where = str(self.secret_file)
            value = _secret_file(Path(where))
        if not value:
            raise Refusal(
                f"Le secret OAuth manque dans {where} ; mettez-l’y, puis relancez.",
                f"The OAuth secret is missing from {where}; put it there, then start again.",
            )
        return value


@dataclass(frozen=True, slots=True)
class Platform:
    """A learning platform that opens a course of this hub by LTI 1.3.

    `jwks_url` is where it publishes its keys, `deployments` the ids it was installed under.
    """

    id: str
    issuer: str
    client_ids: list[str]
    authorize_url: str
    jwks_url: str
    deployments: list[str]
    course: str

    def __post_init__(self) -> None:
        identifier(self.id)
        identifier(self.course)
        for name in ("issuer", "authorize_url", "jwks_url"):
            _address(name, getattr(self, name))
        for name in ("client_ids", "deployments"):
            listed = getattr(self, name)
            if not listed or not all(listed):
                raise ValueError(f"{name} must name at least one")


@dataclass(frozen=True, slots=True)
class Lti:
    """The learning platforms that may open this hub."""

    platforms: list[Platform]

    def __post_init__(self) -> None:
        ids = [one.id for one in self.platforms]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError("platforms must name at least one, each with an id of its own")
        pairs = [(one.issuer, client) for one in self.platforms for client in one.client_ids]
        if len(set(pairs)) != len(pairs):
            raise ValueError("an issuer and a client id must belong to one platform only")


@dataclass(frozen=True, slots=True)
class Accounts:
    """How people log in; the part named by `kind` must be there (native has its defaults)."""

    kind: Literal["native", "oauth", "lti"] = "native"
    native: Native = field(default_factory=Native)
    oauth: OAuth | None = None
    lti: Lti | None = None

    def __post_init__(self) -> None:
        if self.kind != "native" and getattr(self, self.kind) is None:
            raise ValueError(f"kind is {self.kind}: state {self.kind}")

    def check_courses(self, courses: set[str]) -> None:
        """Raise `ValueError` when a group or a platform names a course the hub does not have."""
        named = {one.course for one in self.lti.platforms} if self.lti else set()
        if self.oauth:
            groups = [*self.oauth.groups.values()]
            groups += [self.oauth.everyone] if self.oauth.everyone else []
            for group in groups:
                course, _, role = group.partition("/")
                if role not in ROLES:
                    raise ValueError(
                        f"{group!r} must be <course>/learners, trainers or instructors"
                    )
                named.add(course)
        if unknown := sorted(named - courses):
            raise ValueError(f"unknown course {', '.join(map(repr, unknown))}")


def _address(name: str, url: str) -> None:
    """HTTPS, or plain HTTP on this machine: what travels there is who somebody is."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise ValueError(f"{name} must be an https address")


def _secret_file(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Refusal(
                f"« {path} » peut être lu par d’autres que vous ; faites « chmod 600 », puis "
                "relancez.",
                f"“{path}” can be read by others than you; run “chmod 600” on it, then start "
                "again.",
            )
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
