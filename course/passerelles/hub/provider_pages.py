"""The login page where accounts come from elsewhere: a way to the provider, and no form."""

from __future__ import annotations

from typing import Any

from jupyterhub.handlers.login import LoginHandler

from passerelles.hub.pages import Speaking


class DoorHandler(Speaking, LoginHandler):
    """Shows the way in. JupyterHub's own would log in whomever a posted form names."""

    async def post(self) -> None:
        """Refuse: nobody logs in by a form here."""
        self.send_error(405)


def handlers() -> list[tuple[str, Any]]:
    """Return the login page's address, before JupyterHub's own."""
    return [(r"/login", DoorHandler)]
