"""A hub that knows a few people, for services under test: its OAuth pages and its user API."""

from __future__ import annotations

import json
import re
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import cookiejar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeHub:
    """Its people: name to groups and scopes; codes and tokens it gave out."""

    people: dict[str, dict[str, Any]]
    codes: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def model(self, token: str) -> dict[str, Any] | None:
        """Return what the hub says of whoever has a token."""
        name = self.tokens.get(token)
        if name not in self.people:
            return None
        return {"kind": "user", "name": name, "admin": False, **self.people[name]}


@contextmanager
def fake_hub(people: dict[str, dict[str, Any]]) -> Iterator[FakeHub]:
    """Run the hub until the block ends. Who comes is who the cookie `who` says."""
    hub = FakeHub(people)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urllib.parse.urlsplit(self.path)
            given = dict(urllib.parse.parse_qsl(at.query))
            if at.path == "/hub/api/oauth2/authorize":
                who = re.search(r"who=([a-z-]+)", self.headers.get("Cookie", ""))
                if who is None:
                    self.send_error(401)
                    return
                code = secrets.token_hex(8)
                hub.codes[code] = who[1]
                query = urllib.parse.urlencode({"code": code, "state": given["state"]})
                self.send_response(302)
                self.send_header("Location", f"{given['redirect_uri']}?{query}")
                self.end_headers()
                return
            token = self.headers.get("Authorization", "").removeprefix("token ")
            model = hub.model(token) if at.path == "/hub/api/user" else None
            if model is None:
                self.send_error(403)
                return
            self._json(model)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = dict(urllib.parse.parse_qsl(body))
            name = hub.codes.pop(given.get("code", ""), None)
            if name is None or self.path != "/hub/api/oauth2/token":
                self.send_error(400)
                return
            token = secrets.token_hex(16)
            hub.tokens[token] = name
            self._json({"access_token": token, "token_type": "Bearer"})

        def _json(self, value: Any) -> None:
            raw = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Person:
    """One person's browser, without scripts: cookies, pages and forms."""

    def __init__(self, name: str, service: str) -> None:
        self.service = service
        self.jar = cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.jar.set_cookie(_cookie("who", name))

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Open an address of the service, logging in on the way; return status and page."""
        return self.ask(urllib.request.Request(self.service + path, headers=headers))

    def post(
        self, path: str, fields: dict[str, str] | None = None, *, xsrf: bool = True, method="POST"
    ) -> tuple[int, str]:
        """Send a form as its page would."""
        given = dict(fields or {})
        found = [one.value or "" for one in self.jar if one.name == "_xsrf"]
        if xsrf and found:
            given["_xsrf"] = found[-1]
        body = urllib.parse.urlencode(given).encode()
        return self.ask(urllib.request.Request(self.service + path, body, method=method))

    def ask(self, asked: urllib.request.Request) -> tuple[int, str]:
        """Send a request; return status and text, whatever came back."""
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode("utf-8", "replace")


def _cookie(name: str, value: str) -> cookiejar.Cookie:
    return cookiejar.Cookie(
        0, name, value, None, False, "127.0.0.1", False, False, "/", True, False, None, True,
        None, None, {},
    )  # fmt: skip
