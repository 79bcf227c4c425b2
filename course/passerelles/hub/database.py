"""How the hub's database is opened: by the hub, and by whoever erases a person beside it."""

from __future__ import annotations

import sqlite3
from typing import Any

from passerelles.hub.settings import Settings


class Wiping(sqlite3.Connection):
    """Overwrites what is deleted: an erased person is not to be read in the file's free pages."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.execute("PRAGMA secure_delete = ON")


def arguments(settings: Settings) -> dict[str, Any]:
    """Return what SQLAlchemy is told besides the address."""
    if not settings.database_url.startswith("sqlite:"):
        return {}
    # The second is what JupyterHub itself would say.
    return {"connect_args": {"factory": Wiping, "check_same_thread": False}}
