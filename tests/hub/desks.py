"""A Hub that answers as JupyterHub does when asked whose a token is, and desks that ask it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from passerelles.desk.remote import RemoteDesk
from passerelles.dossier.workspace import Workspace
from passerelles.library.text import Text

DEMO = Path(__file__).parents[1] / "data" / "exercises"
EXERCISE = "e0-demo"
FULL: dict[str, Any] = {
    "d-single": "mayor",
    "d-multiple": ["school", "diaspora"],
    "d-order": ["look", "think", "act"],
    "d-number": "12,7",
}
TITLE = Text("Cours du soir", "Evening course")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a whole class at once


class Hub:
    """Knows tokens: `enrol` gives one to a user, as a single-user server's is given."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.asked = 0
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.asked += 1
                token = self.headers.get("Authorization", "").removeprefix("token ")
                user = hub.users.get(token) if self.path == "/hub/api/user" else None
                answer = user or {"status": 403, "message": "Missing or invalid credentials."}
                raw = json.dumps(answer).encode()
                self.send_response(200 if user else 403)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hub/api"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def enrol(self, name: str, *courses: str, kind: str = "user") -> str:
        """Let a user into the desks of some courses; return the token of their server."""
        token = f"{name}-{len(self.users)}".encode().hex()
        self.users[token] = {
            "kind": kind,
            "name": name,
            "admin": False,
            "groups": [f"{course}/learners" for course in courses],
            "session_id": None,
            "scopes": [
                *(f"access:services!service=desk-{course}" for course in courses),
                f"access:servers!server={name}/",
                f"read:users:name!user={name}",
            ],
        }
        return token

    def stop(self) -> None:
        """Be away."""
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Running:
    """A desk's process and its address."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    course: str = "evening"
    workspaces: Path = field(default_factory=Path)

    def desk(self, workspace: Workspace, token: str) -> RemoteDesk:
        """Return the desk as a learner's server sees it."""
        return RemoteDesk(workspace, self.course, TITLE, self.url, token)

    def ask(
        self, path: str, token: str = "", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Ask as anybody may; return the status and the answer."""
        given = {"Authorization": f"token {token}"} if token else {}
        request = urllib.request.Request(self.url + path, body, {**given, **headers})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def kill(self) -> None:
        """End the desk and whatever it has started, without a warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@contextmanager
def desk(classroom: Path, hub_url: str, log: Path, course: str = "evening") -> Iterator[Running]:
    """Run a course's desk as JupyterHub runs a service."""
    env = {
        **os.environ,
        "JUPYTERHUB_API_URL": hub_url,
        "JUPYTERHUB_API_TOKEN": "the-service-s-own",
        "JUPYTERHUB_SERVICE_NAME": f"desk-{course}",
        "JUPYTERHUB_SERVICE_PREFIX": f"/services/desk-{course}/",
        "JUPYTERHUB_SERVICE_URL": "",
    }
    command = [sys.executable, "-m", "passerelles.desk"]
    command += ["--classroom", str(classroom), "--course", course]
    with log.open("a") as written:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            env=env,
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), log.read_text()
        yield Running(process, url, log, course)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)
