"""What an LTI 1.3 launch must satisfy: pure checks of its claims, one fault one reason.

1EdTech, LTI 1.3 Core 5.3 and Security Framework 1.0, 5.1.3. The signature is checked
where the keys are (`lti_keys`), the state and the nonce where they are kept (`lti_once`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from passerelles.hub.account_settings import Platform, Role

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_ROLES: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership"
CLOCK_SECONDS: Final = 60
"""By how much a platform's clock may differ from ours."""
OLDEST_SECONDS: Final = 600
"""After which a message is no longer a click that somebody just made."""
LONGEST_SECONDS: Final = 86_400
"""No message may stay valid longer than this."""
_LONGEST_TEXT: Final = 255
_PORTS: Final = {"http": 80, "https": 443}


class LaunchError(ValueError):
    """A launch that is not let in; the reason is the id of its sentence, `lti.<reason>`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def check_claims(claims: Mapping[str, Any], platform: Platform, now: float) -> None:
    """Check everything a message says of itself; `now` in seconds since 1970.

    Raises `LaunchError`. The nonce and the address aimed at are checked elsewhere.
    """
    if claims.get("iss") != platform.issuer:
        raise LaunchError("issuer")
    _check_audience(claims, platform)
    _check_times(claims, now)
    if claims.get(CLAIM + "message_type") != "LtiResourceLinkRequest":
        raise LaunchError("message")
    if claims.get(CLAIM + "version") != "1.3.0":
        raise LaunchError("version")
    deployment = claims.get(CLAIM + "deployment_id")
    if not isinstance(deployment, str) or deployment not in platform.deployments:
        raise LaunchError("deployment")
    link = claims.get(CLAIM + "resource_link")
    if not isinstance(link, Mapping) or not _text(link.get("id")):
        raise LaunchError("message")
    if not _text(claims.get("sub")):
        raise LaunchError("person")
    if not isinstance(claims.get(CLAIM + "roles"), list):
        raise LaunchError("message")


def _check_audience(claims: Mapping[str, Any], platform: Platform) -> None:
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    ours = [one for one in listed if isinstance(one, str) and one in platform.client_ids]
    if not ours or not all(isinstance(one, str) for one in listed):
        raise LaunchError("audience")
    # Several audiences: the token must say that it was made for us, not for one of the others.
    if "azp" in claims or len(listed) > 1:
        azp = claims.get("azp")
        if not isinstance(azp, str) or azp not in ours:
            raise LaunchError("party")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if issued > now + CLOCK_SECONDS:
        raise LaunchError("future")
    if expires <= now - CLOCK_SECONDS or issued < now - OLDEST_SECONDS - CLOCK_SECONDS:
        raise LaunchError("expired")
    if expires > now + LONGEST_SECONDS:
        raise LaunchError("future")
    if "nbf" in claims and _moment(claims["nbf"]) > now + CLOCK_SECONDS:
        raise LaunchError("future")


def check_target(target: Any, ours: str) -> str:
    """Return the path that `target` aims at below `ours`, the hub's own public address.

    Raises `LaunchError` for any other scheme, machine, port or path.
    """
    if not _text(target) or "\\" in target or any(ord(one) <= ord(" ") for one in target):
        raise LaunchError("target")
    try:
        aimed, own = urlsplit(target), urlsplit(ours)
        same = _host(aimed) == _host(own)
    except ValueError as error:
        raise LaunchError("target") from error
    if not same or aimed.username or aimed.password:
        raise LaunchError("target")
    path = aimed.path or "/"
    base = own.path.rstrip("/") + "/"
    if not (path + "/").startswith(base) or path.startswith("//"):
        raise LaunchError("target")
    if any(part in {".", ".."} for part in path.lower().replace("%2e", ".").split("/")):
        raise LaunchError("target")
    return f"{path}?{aimed.query}" if aimed.query else path


def role_of(claims: Mapping[str, Any]) -> Role | None:
    """Return what a message's roles make of a person here, `None` for a stranger.

    Only the roles in this course count (`membership#…`), not the ones in the whole
    institution: a professor may be a learner here.
    """
    given = {one for one in claims.get(CLAIM + "roles", []) if isinstance(one, str)}
    if any(one in given for one in (f"{_ROLES}#Instructor", "Instructor")):
        return "instructors"
    # A teaching assistant (LTI 1.3 Core, A.2.3.1) leads a session but does not grade.
    if f"{_ROLES}/Instructor#TeachingAssistant" in given:
        return "trainers"
    if any(one in given for one in (f"{_ROLES}#Learner", "Learner")):
        return "learners"
    return None


def _moment(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise LaunchError("expired")
    return float(value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= _LONGEST_TEXT * 8


def _host(parts: SplitResult) -> tuple[str, str | None, int | None]:
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port
