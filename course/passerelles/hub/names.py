"""The names of people and courses on a hub, validated once, whoever brings them.

A person's name becomes a folder, a path of an address, a student's id and, where
the hub runs as root, the seed of a Unix account. It is therefore plain: small
letters, digits, `.`, `_` and `-`, at most 48 of them.

Names that a provider brings carry the provider: `jane@sso`. Names of accounts made
here have no `@`, so the two never meet, nor do those of two providers. What a
provider sends that is not plain is written plainly and ends in `~` and a digest of
the original, and nothing plain holds a `~`: two people never share a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from passerelles.library.errors import Refusal

LONGEST: Final = 48
"""Characters of the plain part of a name: with provider and digest it stays under 128."""
_PLAIN: Final = re.compile(rf"[a-z0-9](?:[a-z0-9._-]{{0,{LONGEST - 1}}})\Z")
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,31})\Z")
_PROVIDED: Final = re.compile(
    rf"[a-z0-9](?:[a-z0-9._-]{{0,{LONGEST - 1}}})(?:~[0-9a-f]{{20}})?"
    r"@[a-z0-9](?:[a-z0-9-]{0,31})\Z"
)
_DIGEST: Final = 20
_OTHER: Final = re.compile(r"[^a-z0-9._-]+")
_LONGEST_CLAIM: Final = 1_000


def own_name(text: str) -> str:
    """Return the name of an account made on the hub itself; raise `Refusal`."""
    name = text.strip().lower() if isinstance(text, str) else ""
    if not _PLAIN.match(name):
        raise Refusal(
            f"Ce nom ne convient pas : prenez de 1 à {LONGEST} lettres sans accent, chiffres, "
            "points, tirets ou soulignés, en commençant par une lettre ou un chiffre.",
            f"This name will not do: take 1 to {LONGEST} letters without accents, digits, dots, "
            "hyphens or underscores, beginning with a letter or a digit.",
        )
    return name


def user_name(text: str) -> str:
    """Return the name of a person of the hub, made here or brought by a provider; or refuse."""
    if isinstance(text, str) and _PROVIDED.match(text):
        return text
    return own_name(text)


def valid(text: str) -> bool:
    """Tell whether `text` is, as it stands, the name of a person of the hub."""
    try:
        return user_name(text) == text
    except Refusal:
        return False


def provided_name(provider: str, claim: object) -> str:
    """Return the name of the person whom `provider` (its id in hub.yml) calls `claim`.

    Injective: two claims or two providers never give one name. Raises `Refusal`
    when the provider sent no usable text.
    """
    if isinstance(claim, bool) or not isinstance(claim, (str, int)):
        raise _nobody()
    text = str(claim)
    if not text.strip() or len(text) > _LONGEST_CLAIM:
        raise _nobody()
    if _PLAIN.match(text):
        return f"{text}@{provider}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = _OTHER.sub("-", folded).strip("-._")[:LONGEST].strip("-._")
    return f"{plain or 'person'}~{digest}@{provider}"


def identifier(text: str) -> str:
    """Return the id of a course or of a provider as hub.yml writes it; raise `ValueError`."""
    if not isinstance(text, str) or not _ID.match(text):
        raise ValueError(
            f"{ascii(text)[:60]} must be 1 to 32 small letters, digits or hyphens, "
            "beginning with a letter or a digit"
        )
    return text


def _nobody() -> Refusal:
    return Refusal(
        "Le service de connexion n’a pas dit qui vous êtes ; prévenez la personne qui administre "
        "ce serveur.",
        "The sign-in service did not say who you are; tell the person who administers this server.",
    )
