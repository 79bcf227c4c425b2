"""Who is asking, for the parts of Jupyter's server that the room uses."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User

from passerelles.workshop.doors import COOKIE, TRAINER, TRAINER_COOKIE, Doors
from passerelles.workshop.workspaces import Workspaces


class RoomIdentity(IdentityProvider):
    """Knows a participant, or the trainer, by a cookie; no token and no login of Jupyter's."""

    doors: Doors
    workspaces: Workspaces

    def get_user(self, handler: Any) -> User | None:
        """Return whoever asks: a participant first, for a trainer may also take part."""
        person = self.doors.who(handler.get_cookie(COOKIE))
        if person is not None and self.workspaces.participant(person) is not None:
            return User(username=person)
        if self.doors.who(handler.get_cookie(TRAINER_COOKIE)) == TRAINER:
            return User(username=TRAINER)
        return None

    def is_token_authenticated(self, _handler: Any) -> bool:
        """Never: every request is checked for where it comes from."""
        return False


class RoomAuthorizer(Authorizer):
    """Lets somebody known use their own pages' kernels; whose they are is checked before."""

    def is_authorized(self, _handler: Any, user: Any, _action: str, resource: str) -> bool:
        """Tell whether `user` may."""
        return user is not None and resource == "kernels"
