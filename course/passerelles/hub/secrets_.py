"""Secrets a hub keeps in its folder, each in a file only its owner reads."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from passerelles.grading.files import write_file

ERASER: Final = "eraser_token"
"""The file of the token that deletes accounts, for whoever erases a person."""


def kept(path: Path) -> str:
    """Return the secret in `path`, made when there is none yet."""
    try:
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        found = secrets.token_hex(32)
        write_file(path, (found + "\n").encode(), private=True)
    return found
