"""Code in a learner's own server, as JupyterLab would run it: to see what it reaches."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

from tests.hub.actors import Person
from websockets.sync.client import connect


def run(person: Person, code: str) -> str:
    """Run code in a new kernel of a person's server and return what it printed."""
    started = person.api(f"{person.server}api/kernels", {"name": "python3"})
    assert started.status == 201, started.text
    kernel = started.json["id"]
    cookies = "; ".join(
        f"{one.name}={one.value}" for one in person.jar if person.server.startswith(one.path)
    )
    address = f"{person.hub.replace('http', 'ws', 1)}{person.server}api/kernels/{kernel}/channels"
    try:
        with connect(address, additional_headers={"Cookie": cookies}, open_timeout=60) as line:
            return _ask(line, code)
    finally:
        person.api(f"{person.server}api/kernels/{kernel}", method="DELETE")


def _ask(line: object, code: str) -> str:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "",
        "session": uuid.uuid4().hex,
        "date": datetime.now(UTC).isoformat(),
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    line.send(json.dumps({**message, "buffers": [], "channel": "shell"}))  # type: ignore[attr-defined]
    printed, awaited = "", {"execute_reply", "idle"}
    # The reply and what was printed travel on two channels: either may come first.
    while awaited:
        heard = json.loads(line.recv(timeout=120))  # type: ignore[attr-defined]
        if heard.get("parent_header", {}).get("msg_id") != header["msg_id"]:
            continue
        if heard["msg_type"] == "stream":
            printed += heard["content"]["text"]
        if heard["msg_type"] == "error":
            printed += "\n".join(heard["content"]["traceback"])
        awaited -= {heard["msg_type"], heard["content"].get("execution_state")}
    return printed
