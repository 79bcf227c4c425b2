"""Who stands at the desk: the Hub says it of a token, never the request of itself."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from passerelles.dossier.data import Damaged
from passerelles.dossier.files import StoredFile
from passerelles.grading.names import student_name
from passerelles.library.errors import Refusal
from passerelles.library.records import structure

CACHE_SECONDS: Final = 20
"""How long the Hub's word on a token holds: a right taken away ends as soon."""
HUB_SECONDS: Final = 30.0
_LONGEST_TOKEN: Final = 256


class Unknown(Refusal):
    """Nobody the Hub knows."""

    def __init__(self) -> None:
        super().__init__(
            "Le serveur ne vous reconnaît plus\u00a0; rechargez cette page pour vous identifier de "
            "nouveau\u00a0: vos réponses sont gardées.",
            "The server no longer recognises you; load this page again to log in: your answers "
            "are kept.",
        )


class Elsewhere(Refusal):
    """Somebody of another course."""

    def __init__(self) -> None:
        super().__init__(
            "Vous n’êtes pas inscrit à ce cours\u00a0; demandez à la personne qui l’anime de vous "
            "y ajouter.",
            "You are not enrolled in this course; ask whoever runs it to add you.",
        )


class HubAway(Refusal):
    """The Hub gives no answer: nobody can be recognised."""

    def __init__(self) -> None:
        super().__init__(
            "Le serveur qui identifie chacun ne répond pas\u00a0; vos réponses sont gardées\u00a0: "
            "recommencez dans un instant.",
            "The server that recognises everyone does not answer; your answers are kept: try "
            "again in a moment.",
        )


class People(Protocol):
    """Knows whose a token is."""

    async def who(self, token: str) -> str:
        """Return the student's name; raise `Unknown`, `Elsewhere`, `HubAway` or `Refusal`."""
        ...


class HubPeople:
    """Asks JupyterHub, which gave the token out, whose it is and what it opens."""

    def __init__(self, service: str) -> None:
        from jupyterhub.services.auth import HubAuth  # noqa: PLC0415 - an extra

        # Its address and this service's own token come from the environment that the Hub sets.
        self._hub: Any = HubAuth(cache_max_age=CACHE_SECONDS)
        self._scope = f"access:services!service={service}"

    async def who(self, token: str) -> str:
        """Return the name of the user whose token opens this service."""
        if not 0 < len(token) <= _LONGEST_TOKEN or not token.isascii():
            raise Unknown
        try:
            asked = self._hub.user_for_token(token, sync=False)
            user = await asyncio.wait_for(asked, HUB_SECONDS)
        except Exception as error:  # whatever a hub that is away makes of it
            raise HubAway from error
        if not isinstance(user, Mapping) or user.get("kind", "user") != "user":
            raise Unknown
        if not self._hub.check_scopes({self._scope}, {"scopes": user.get("scopes") or []}):
            raise Elsewhere
        return student_name(str(user.get("name") or ""))


class NamedPeople:
    """Knows the tokens of a file (`{token: name}`), where there is no hub."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {token: student_name(name) for token, name in names.items()}

    @classmethod
    def of(cls, path: Path) -> NamedPeople:
        """Read the file; raise `Refusal`."""
        try:
            raw = StoredFile(path, 1_000_000).read_bytes()
            names = json.loads(raw or b"null")
            return cls(structure({**names}, dict[str, str], path.name))
        except (Damaged, ValueError, TypeError, Refusal) as error:
            raise Refusal(
                f"«\u00a0{path}\u00a0» doit contenir des jetons et des noms, "
                f'{{"jeton": "nom"}}\u00a0; corrigez-le.',
                f'“{path}” must hold tokens and names, {{"token": "name"}}; correct it.',
            ) from error

    async def who(self, token: str) -> str:
        """Return the name that goes with the token."""
        found = [
            name
            for one, name in self._names.items()
            if hmac.compare_digest(one.encode(), token.encode())
        ]
        if not found:
            raise Unknown
        return found[0]
