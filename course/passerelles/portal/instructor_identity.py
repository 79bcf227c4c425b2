"""Who may see and change a course's instructor's pages, by what the hub says of them."""

from __future__ import annotations

from typing import Any, Final

from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from tornado.web import HTTPError
from traitlets import Unicode

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CALLBACK: Final = "oauth_callback"


class CourseIdentity(JupyterHubIdentityProvider):  # type: ignore[misc, unused-ignore]
    """The hub's login, for one course: its instructors, and its trainers for reading.

    The scope is checked by JupyterHub's own provider; a scope granted too widely still
    lets nobody in who is in neither group of the course.
    """

    course = Unicode(help="The course whose groups are let in.").tag(config=True)

    async def get_user(self, handler: Any) -> Any:
        """Return who asks; raise 403 for a stranger to the course, or a trainer who writes."""
        user = await super().get_user(handler)
        if user is None:
            return None
        may_change = self._in(user, "instructors")
        if not may_change and not self._in(user, "trainers"):
            raise HTTPError(403, "not of this course")
        if not may_change and handler.request.method not in READING:
            raise HTTPError(403, "trainers of this course look and change nothing")
        return user

    def may_change(self, handler: Any) -> bool:
        """Tell whether whoever asks is an instructor of the course."""
        user = handler.current_user
        return user is not None and self._in(user, "instructors")

    def _in(self, user: Any, role: str) -> bool:
        groups = user.hub_user.get("groups") or []
        return bool(self.course) and f"{self.course}/{role}" in groups
