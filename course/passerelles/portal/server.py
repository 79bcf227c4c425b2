"""A Jupyter server that is given a socket which listens already."""

from __future__ import annotations

import socket

from jupyter_server.serverapp import ServerApp
from tornado.httpserver import HTTPServer


class CourseServer(ServerApp):  # type: ignore[misc, unused-ignore]
    """Answers on the socket `listening`, set before `initialize`; looks for no port of its own."""

    listening: socket.socket

    def init_httpserver(self) -> None:
        """Make the HTTP server; it accepts once the loop runs, what came earlier waits."""
        self._http_server = HTTPServer(
            self.web_app,
            ssl_options=self.ssl_options,
            xheaders=self.trust_xheaders,
            max_body_size=self.max_body_size,
            max_buffer_size=self.max_buffer_size,
        )
        self.io_loop.add_callback(self._http_server.add_socket, self.listening)
