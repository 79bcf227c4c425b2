"""What stands for the proxy and for learners' servers where only the hub's own pages are tested."""

from __future__ import annotations

from typing import Any

from jupyterhub.proxy import Proxy
from jupyterhub.spawner import Spawner
from tornado import httpserver, netutil, web


class NoProxy(Proxy):
    """Remembers routes, and leads nowhere: the tests speak to the hub itself."""

    should_start = False
    routes: dict[str, dict[str, Any]] = {}  # noqa: RUF012

    async def add_route(self, routespec: str, target: str, data: Any) -> None:
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        self.routes.pop(routespec, None)

    async def get_all_routes(self) -> dict[str, dict[str, Any]]:
        return self.routes


class Server(web.RequestHandler):
    """A learner's server, as far as the hub looks at it."""

    def get(self) -> None:
        self.set_header("X-JupyterHub-Version", "6.1.1")
        self.finish("a course")


class StandIn(Spawner):
    """Starts such a server inside the hub's process."""

    serving: httpserver.HTTPServer | None = None

    async def start(self) -> tuple[str, int]:
        sockets = netutil.bind_sockets(0, "127.0.0.1")
        self.serving = httpserver.HTTPServer(web.Application([(r".*", Server)]))
        self.serving.add_sockets(sockets)
        return "127.0.0.1", sockets[0].getsockname()[1]

    async def stop(self, now: bool = False) -> None:  # noqa: ARG002 - JupyterHub's
        if self.serving:
            self.serving.stop()

    async def poll(self) -> int | None:
        return None if self.serving else 0
