"""The room's application: the portal's pages for many people, and no handler of Jupyter's.

No contents, terminals, sessions, kernel control or files: what has no line below, and is not
among the pages every server of the course shares (`portal.addresses.shared`), has no address.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado import web
from traitlets.config import Config

from passerelles.papers.help import GUIDE
from passerelles.portal import pages as portal_pages
from passerelles.portal.addresses import shared
from passerelles.portal.patterns import CODE, PICTURE
from passerelles.portal.sessions import PageKernels
from passerelles.workshop import guide_pages, pages, trainer_pages
from passerelles.workshop.address import is_ours
from passerelles.workshop.entrance import Entrance
from passerelles.workshop.identity import RoomAuthorizer, RoomIdentity
from passerelles.workshop.kernels import ChannelsHandler, FilteredConnection, RoomSessions
from passerelles.workshop.sync import LineHandler, Lines

LARGEST_MESSAGE: Final = 1_000_000
"""Bytes of one websocket message, before anybody reads it."""
PING: Final = 15
"""Seconds between two signs of life on a line."""
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class Elsewhere(web.RequestHandler):
    """Answers a request that was meant for another site, or comes from one."""

    def prepare(self) -> None:
        """Refuse whatever the method."""
        self.set_status(403)
        self.finish()


class RoomApplication(web.Application):
    """Tornado's application, answering only requests for this machine from its own pages."""

    lines: Lines

    def find_handler(self, request: Any, **kwargs: Any) -> Any:
        """Return the handler of a request."""
        if not is_ours(request.headers.get("Host", "")) or foreign(request):
            return self.get_handler_delegate(request, Elsewhere)
        return super().find_handler(request, **kwargs)


def foreign(request: Any) -> bool:
    """Tell whether another site's page sends this: a form, a script or a websocket."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return urlsplit(origin.lower()).netloc != request.headers.get("Host", "").lower()


def make_kernels(folder: Path) -> PageKernels:
    """Return the manager of the pages' kernels, which start somewhere below `folder`."""
    return PageKernels(
        kernel_spec_manager=KernelSpecManager(),
        root_dir=str(folder),
        allow_tracebacks=False,
    )


def make_app(entrance: Entrance, kernels: PageKernels, sessions: RoomSessions) -> RoomApplication:
    """Return the application; call it where the event loop runs."""
    workspaces = entrance.workspaces
    lines = Lines(entrance.room, workspaces, entrance.doors, sessions)
    identity = RoomIdentity(token="")
    identity.doors, identity.workspaces = entrance.doors, workspaces
    config = Config()
    app = RoomApplication(
        addresses(entrance, lines, sessions, config),
        base_url="/",
        login_url="/",
        allow_remote_access=True,
        allow_unauthenticated_access=False,
        identity_provider=identity,
        authorizer=RoomAuthorizer(identity_provider=identity),
        kernel_manager=kernels,
        kernel_spec_manager=kernels.kernel_spec_manager,
        kernel_websocket_connection_class=FilteredConnection,
        contents_manager=LargeFileManager(root_dir=str(workspaces.folder / "empty")),
        config_manager=None,
        config=config,
        serverapp=None,
        headers={
            "Content-Security-Policy": POLICY,
            "Referrer-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
        },
        xsrf_cookies=True,
        xsrf_cookie_kwargs={"samesite": "Strict"},
        websocket_max_message_size=LARGEST_MESSAGE,
        ws_ping_interval=PING * 1000,
        compress_response=True,
        log_function=lambda _handler: None,
    )
    app.lines = lines
    return app


def addresses(entrance: Entrance, lines: Lines, sessions: RoomSessions, config: Any) -> list[Any]:
    """Return every address of the room with its handler."""
    way = {"entrance": entrance}
    plain = {"settings_of_portal": entrance.workspaces}

    def at(pattern: str) -> str:
        return rf"/passerelles/{pattern}"

    return [
        (r"/", pages.FrontHandler, way),
        (rf"/room/{CODE}/join", pages.JoinHandler, way),
        (rf"/room/{CODE}/leave", pages.LeaveHandler, way),
        (rf"/room/{CODE}/trainer", trainer_pages.TrainerHandler, way),
        (rf"/room/{CODE}/(?P<which>board|screen)", trainer_pages.BoardHandler, way),
        (
            rf"/room/{CODE}/archive/(?P<name>[A-Za-z0-9._-]{{1,80}}\.zip)",
            trainer_pages.ArchiveHandler,
            way,
        ),
        (rf"/room/{CODE}/?", pages.PlaceHandler, way),
        (r"/room/trainer", trainer_pages.TrainerHandler, way),
        (r"/room/qr\.svg", trainer_pages.CodeHandler, way),
        (r"/room/line", LineHandler, {"lines": lines}),
        (
            r"/api/kernels/(?P<kernel_id>[0-9a-f-]{36})/channels",
            ChannelsHandler,
            {"sessions": sessions},
        ),
        (at(rf"{CODE}/guides/{GUIDE}"), guide_pages.GuideHandler, plain),
        (at(rf"{CODE}/guides/pictures/{PICTURE}"), guide_pages.OpenPictureHandler, plain),
        *shared(at, entrance.workspaces, sessions, config, None),
        (r".*", portal_pages.LostHandler, plain),
    ]
