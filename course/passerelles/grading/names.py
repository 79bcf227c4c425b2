"""Names at the door: who hands in, and what. Behind it, every legal name is safe as a file name."""

from __future__ import annotations

import getpass
import os
import unicodedata
from typing import Final

from passerelles.library.errors import Refusal

LONGEST_BYTES: Final = 255
"""The longest file name of the usual file systems, in bytes of UTF-8."""
NOBODY: Final = "learner"
# `/` and `\\` separate paths; the others are patterns to nbgrader, which would match others' work.
_FORBIDDEN: Final = frozenset('/\\*?[]:<>|"')
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def student_name(name: str) -> str:
    """Return `name` as the gradebook keeps it (NFC, no space around); raise `Refusal`.

    Letters of every script, digits, spaces, accents, `@`, `+`, `.` and `-` are fine;
    path separators, wildcards, invisible characters and a leading `.` or `-` are not.
    """
    if not isinstance(name, str):
        raise _refused()
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean or clean[0] in ".-":
        raise _refused()
    if any(sign in _FORBIDDEN or unicodedata.category(sign) in _UNSEEN for sign in clean):
        raise _refused()
    if len(clean.encode("utf-8")) > LONGEST_BYTES:
        raise Refusal(
            f"Ce nom dépasse {LONGEST_BYTES} octets ; choisissez-en un plus court.",
            f"This name is longer than {LONGEST_BYTES} bytes; choose a shorter one.",
        )
    return clean


def printable(name: str) -> str:
    """Return a name that may be anything as one line that steers no terminal."""
    shown = all(sign.isprintable() or unicodedata.category(sign) == "Zs" for sign in name)
    return name if shown else ascii(name)[1:-1]


def local_student() -> str:
    """Return who is working at this machine: the hub's user, else the login name.

    A login that cannot be a student's name, or none at all, gives `learner`.
    """
    try:
        found = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
        return student_name(found)
    except (OSError, KeyError, ImportError, Refusal):
        return NOBODY


def _refused() -> Refusal:
    return Refusal(
        "Ce nom ne peut pas servir à remettre un exercice ; employez des lettres, des chiffres "
        "et des espaces, sans barre oblique et sans commencer par un point ou un tiret.",
        "This name cannot be used to hand in an exercise; use letters, digits and spaces, no "
        "slash, and do not begin with a dot or a dash.",
    )
