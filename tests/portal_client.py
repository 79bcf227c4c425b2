"""A browser without scripts: cookies, forms and files, for the tests of the portal's addresses."""

from __future__ import annotations

import http.cookiejar
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape

from tests.conftest import Served


@dataclass(frozen=True)
class Answer:
    """Where a request ended, its status, headers and body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The words of a page, tags left out."""
        page = re.sub(r"(?s)<(script|style).*?</\1>", "", self.body.decode())
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())

    @property
    def alerts(self) -> list[str]:
        """The sentences of the page that say something went wrong."""
        found = re.findall(r'(?s)<p class="refusal" role="alert">(.*?)</p>', self.body.decode())
        return [unescape(sentence) for sentence in found]

    @property
    def revision(self) -> str:
        """The revision that the page's forms send back."""
        found = re.search(r'name="revision" value="(\d+)"', self.body.decode())
        assert found, self.text
        return found[1]


class Client:
    """One person's browser at a served course."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.get("fr/")

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._open(urllib.request.Request(self.served.url(path)))

    def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        file: tuple[str, bytes] | None = None,
        *,
        xsrf: bool = True,
    ) -> Answer:
        """Send a form as a browser does, a file with it when given."""
        given = dict(fields or {})
        if xsrf:
            given["_xsrf"] = next(c.value or "" for c in self.jar if c.name == "_xsrf")
        # Logged in by cookie, so that the forms' own token is what is checked.
        address = self.served.address + path
        if file is None:
            body, form = urllib.parse.urlencode(given).encode(), "application/x-www-form-urlencoded"
        else:
            body, form = _multipart(given, *file)
        asked = urllib.request.Request(address, body, {"Content-Type": form})
        return self._open(asked)

    def _open(self, asked: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(asked) as answer:
                return Answer(answer.url, answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.url, refused.code, dict(refused.headers), refused.read())


def _multipart(fields: dict[str, str], name: str, raw: bytes) -> tuple[bytes, str]:
    line = secrets.token_hex(16)
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts.append(
        f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + raw
        + b"\r\n"
    )
    body = b"".join([*parts, f"--{line}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={line}"
