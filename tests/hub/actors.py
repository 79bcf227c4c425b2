"""The people of the play: each a browser without scripts that logs in at the hub's door."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.conftest import wait_for

TIMEOUT = 120
"""Seconds one answer may take on a busy machine."""


@dataclass(frozen=True)
class Answer:
    """Where a request ended, with what status, headers and body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The words of a page, tags left out."""
        page = re.sub(r"(?s)<(script|style).*?</\1>", "", self.body.decode(errors="replace"))
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Person:
    """Somebody with an account on the hub, in front of a browser."""

    def __init__(self, hub: str, name: str, password: str = "") -> None:
        self.hub, self.name, self.password = hub.rstrip("/"), name, password
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = [("Accept-Language", "en")]

    @property
    def server(self) -> str:
        """The path of this person's own server."""
        return f"/user/{self.name}/"

    def ask(
        self,
        path: str,
        body: bytes | None = None,
        method: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask for a path of the hub, following redirects; any status is an answer."""
        request = urllib.request.Request(self.hub + path, body, headers or {}, method=method)
        try:
            with self.opener.open(request, timeout=TIMEOUT) as answer:
                return Answer(answer.url, answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.url, refused.code, dict(refused.headers), refused.read())

    def form(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """Send a form as a browser does, with the token of its page."""
        given = [*(fields.items() if isinstance(fields, dict) else fields)]
        given.append(("_xsrf", self.token(path)))
        return self.ask(path, urllib.parse.urlencode(given).encode())

    def api(self, path: str, value: Any = None, method: str | None = None) -> Answer:
        """Call an API of a server, as the scripts of its pages do."""
        body = None if value is None else json.dumps(value).encode()
        kind = {"Content-Type": "application/json", "X-XSRFToken": self.token(path)}
        return self.ask(path, body, method, kind)

    def token(self, path: str) -> str:
        """Return the token against forged requests that holds for a path: the nearest."""
        found = [c for c in self.jar if c.name == "_xsrf" and path.startswith(c.path)]
        return max(found, key=lambda c: len(c.path)).value or "" if found else ""

    def log_in(self, password: str | None = None) -> Answer:
        """Log in with the form; the hub leads on to one's own server, or to its home."""
        self.ask("/hub/login")
        secret = self.password if password is None else password
        given = {"username": self.name, "password": secret}
        return self.form("/hub/login?next=%2Fhub%2Fhome", given)

    def start(self) -> Answer:
        """Start one's own server and wait until it shows the portal."""
        self.ask("/hub/spawn")
        last: list[Answer] = []

        def there() -> bool:
            last[:] = [self.ask(f"{self.server}passerelles/en/")]
            return last[0].status == 200 and last[0].url.endswith("/passerelles/en/")

        wait_for(there, 180, f"the server of {self.name}")
        return last[0]

    def until(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until something of this person's is so."""
        wait_for(condition, 180, f"{self.name}: {what}")
