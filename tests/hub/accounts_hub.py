"""A real JupyterHub process with the hub's own configuration of accounts, and nothing around it.

No proxy and no services, which have tests of their own: the hub itself answers, and a
learner's server is a stand-in inside the same process, so that a login ends where it
ends on a real hub. Run as `jupyterhub -f THIS_FILE`; imported by the tests for `Hub`.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

FOLDER = "PASSERELLES_TEST_HUB"
DEADLINE = 90


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer:
    """What came back: status, address, page."""

    def __init__(self, status: int, url: str, body: bytes, headers: object) -> None:
        self.status, self.url, self.headers = status, url, headers
        self.page = body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))  # type: ignore[attr-defined]

    @property
    def alert(self) -> str:
        """The one sentence of a refusal, plain spaces."""
        found = re.findall(r'(?s)<p class="refusal" role="alert"[^>]*>(.*?)</p>', self.page)
        assert len(found) == 1, self.page
        return re.sub(r"<[^>]+>", "", found[0]).replace("\u00a0", " ").replace("&#39;", "'")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """Cookies of one person, in one language; follows no redirect by itself."""

    def __init__(self, base: str, language: str = "fr") -> None:
        self.base, self.jar = base, CookieJar()
        keep = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keep, _Stay)
        self.opener.addheaders = [("Accept-Language", language)]

    def get(self, path: str) -> Answer:
        return self._open(urllib.request.Request(self.address(path)))

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Answer:
        body = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self.address(path), body))

    def send(self, path: str, fields: dict[str, str], page: str | None = None) -> Answer:
        """Open the page of a form, then send it with its token."""
        opened = self.get(page or path).page
        token = re.search(r'name="_xsrf" value="([^"]+)"', opened)
        assert token, opened
        return self.post(path, {**fields, "_xsrf": token[1]})

    def land(self, answer: Answer) -> str:
        """Follow redirects to the person's own server; return its path there."""
        limit = time.monotonic() + DEADLINE
        while time.monotonic() < limit:
            path = urllib.parse.urlsplit(answer.location).path
            if path.startswith("/user/"):
                return urllib.parse.unquote(path)
            time.sleep(0 if answer.location else 0.1)
            answer = self.get(urllib.parse.urljoin(answer.url, answer.location))
        raise AssertionError(f"never arrived: {answer.url} {answer.location}")

    def address(self, path: str) -> str:
        return urllib.parse.urljoin(self.base, path)

    def _open(self, asked: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(asked, timeout=DEADLINE) as answer:
                return Answer(answer.status, answer.url, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.url or asked.full_url, error.read(), error.headers)


class Hub:
    """The running process; `restart` kills it as a power cut does and starts it again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.base = f"http://127.0.0.1:{port}/"
        self.log = folder / "log.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def browser(self, language: str = "fr") -> Browser:
        return Browser(self.base, language)

    def start(self) -> None:
        env = {**os.environ, FOLDER: str(self.folder), "PASSERELLES_TEST_PORT": str(self.port)}
        command = [sys.executable, "-m", "jupyterhub", "-f", __file__]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=env, stdout=log, stderr=log, start_new_session=True
            )
        limit = time.monotonic() + DEADLINE
        while time.monotonic() < limit:
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(self.base + "hub/health", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)

    def restart(self) -> None:
        self.stop()
        self.start()


@contextmanager
def hub(settings: str) -> Iterator[Hub]:
    """Run a hub whose hub.yml is `settings` until the block ends."""
    with tempfile.TemporaryDirectory(prefix="passerelles-hub-") as name:
        running = Hub(Path(name), free_port())
        (running.folder / "hub.yml").write_text(settings, encoding="utf-8")
        try:
            running.start()
            yield running
        finally:
            running.stop()


COURSES = """
courses:
  - {id: one, title: {fr: Premier, en: First}, language: fr}
  - {id: two, title: {fr: Second, en: Second}, language: en}
"""


def _configure(c: object) -> None:
    """Configure JupyterHub, in its own process."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.hub.stand_ins import NoProxy, StandIn  # noqa: PLC0415

    from passerelles.hub import accounts, configure, passwords  # noqa: PLC0415
    from passerelles.hub.settings import read  # noqa: PLC0415

    passwords.ROUNDS = 4  # type: ignore[misc]  # the cost is bcrypt's business, not these tests'
    settings = read(Path(os.environ[FOLDER]), int(os.environ["PASSERELLES_TEST_PORT"]) - 1)
    accounts.configure(c, settings)
    configure.roles(c, settings)
    h = c.JupyterHub  # type: ignore[attr-defined]
    services = [one["services"] for one in h.load_roles if "services" in one]
    h.services = [{"name": name} for listed in services for name in listed]
    for course in settings.courses:
        h.services += [{"name": f"{kind}-{course.id}"} for kind in ("desk", "instructor")]
    h.services = list({one["name"]: one for one in h.services}.values())
    h.proxy_class, h.spawner_class = NoProxy, StandIn
    h.bind_url = h.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
    h.db_url, h.cookie_secret_file = settings.database_url, str(settings.root / "cookie_secret")
    h.hub_routespec = "/"
    c.Spawner.default_url = "/passerelles/"  # type: ignore[attr-defined]
    for name, password in accounts.first_passwords(settings).items():
        (settings.root / f"password-{name}").write_text(password)


if "get_config" in globals():
    _configure(get_config())  # type: ignore[name-defined]  # noqa: F821
