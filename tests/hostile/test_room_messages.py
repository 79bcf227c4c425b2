"""Forged messages on the room's lines: dropped, counted, and the line closed when they go on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms import Guest, Kernel, Opened, opened
from websockets.exceptions import ConnectionClosed

from passerelles.workshop.filter import (
    LARGEST,
    MOST_CONTROLS,
    PATIENCE,
    Comms,
    Dropped,
    Rate,
    may_leave,
    passed,
)

WIDGET = "a" * 32
LEVER = "weight-main-migrant-groups"


def message(kind: str, content: Any, **changes: Any) -> str:
    whole = {
        "header": {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s"},
        "parent_header": {},
        "metadata": {},
        "content": content,
        "buffers": [],
        "channel": "shell",
    }
    return json.dumps({**whole, **changes})


def said(data: Any, comm: str = WIDGET) -> str:
    return message("comm_msg", {"comm_id": comm, "data": data})


UPDATE = {"method": "update", "state": {"values": {"a": 1}}, "buffer_paths": []}
DEEP: Any = 1
for _ in range(60):
    DEEP = [DEEP]
FORGED = {
    "code": message("execute_request", {"code": "import os; os.system('id')", "silent": True}),
    "completion": message("complete_request", {"code": "os.", "cursor_pos": 3}),
    "inspection": message("inspect_request", {"code": "os", "cursor_pos": 2}),
    "history": message("history_request", {}),
    "shutdown": message("shutdown_request", {"restart": False}),
    "interrupt": message("interrupt_request", {}),
    "debug": message("debug_request", {}),
    "input": message("input_reply", {"value": "x"}),
    "control channel": message("comm_msg", {"comm_id": WIDGET, "data": UPDATE}, channel="control"),
    "stdin channel": message("input_reply", {"value": "x"}, channel="stdin"),
    "iopub channel": said(UPDATE).replace('"shell"', '"iopub"'),
    "no channel": message("comm_msg", {"comm_id": WIDGET, "data": UPDATE}, channel=None),
    "new comm": message("comm_open", {"comm_id": "b" * 32, "target_name": "x", "data": {}}),
    "new widget": message(
        "comm_open", {"comm_id": "b" * 32, "target_name": "jupyter.widget", "data": {"state": {}}}
    ),
    "control with data": message(
        "comm_open",
        {"comm_id": "b" * 32, "target_name": "jupyter.widget.control", "data": {"x": 1}},
    ),
    "closing": message("comm_close", {"comm_id": WIDGET, "data": {}}),
    "unknown comm": said(UPDATE, "c" * 32),
    "unknown method": said({"method": "echo_update", "state": {}}),
    "all states of a widget": said({"method": "request_states"}),
    "no data": message("comm_msg", {"comm_id": WIDGET}),
    "state a list": said({"method": "update", "state": []}),
    "buffers": said({**UPDATE, "buffer_paths": [["values"]]}),
    "buffers beside": message("comm_msg", {"comm_id": WIDGET, "data": UPDATE}, buffers=["AAAA"]),
    "content a list": message("comm_msg", [1]),
    "no header": json.dumps({"channel": "shell", "content": {}}),
    "header a text": message("comm_msg", {}, header="x"),
    "long id": message("comm_msg", {}, header={"msg_type": "comm_msg", "msg_id": "x" * 99}),
    "id a list": message("comm_msg", {}, header={"msg_type": "comm_msg", "msg_id": []}),
    "type a list": message("comm_msg", {}, header={"msg_type": [], "msg_id": "x"}),
    "not a number": said(UPDATE).replace('"a": 1', '"a": NaN'),
    "too deep": said({"method": "custom", "content": DEEP}),
    "too large": said({"method": "custom", "content": "x" * LARGEST}),
    "nested beyond reading": "[" * 100_000,
    "nothing": "",
    "a list": "[]",
    "a text": '"comm_msg"',
    "not JSON": "{",
    "another protocol": "\x00\x01shell",
}


def known() -> Comms:
    comms = Comms()
    comms.told("comm_open", {"comm_id": WIDGET, "target_name": "jupyter.widget"})
    return comms


def free() -> Rate:
    return Rate(1e9, 1e9)


@pytest.mark.parametrize("name", FORGED)
def test_what_a_page_never_sends_is_dropped(name: str) -> None:
    with pytest.raises(Dropped):
        passed(FORGED[name], known(), free())


def test_binary_messages_are_dropped() -> None:
    with pytest.raises(Dropped):
        passed(said(UPDATE).encode(), known(), free())


def test_what_a_page_sends_passes_written_anew() -> None:
    comms = known()
    made = passed(said({**UPDATE, "more": "x"}), comms, free())
    assert made["content"] == {"comm_id": WIDGET, "data": UPDATE}
    opening = {"comm_id": "d" * 32, "target_name": "jupyter.widget.control", "data": {}}
    assert passed(message("comm_open", {**opening, "x": 1}), comms, free())["content"] == opening
    asked = passed(said({"method": "request_states", "x": 1}, "d" * 32), comms, free())
    assert asked["content"]["data"] == {"method": "request_states"}
    press = {"method": "custom", "content": {"action": "reset"}}
    assert passed(said(press), comms, free())["content"]["data"] == press
    assert passed(message("kernel_info_request", {"x": 1}), comms, free())["content"] == {}


def test_a_closed_comm_and_too_many_controls_are_refused() -> None:
    comms = known()
    comms.told("comm_close", {"comm_id": WIDGET})
    with pytest.raises(Dropped):
        passed(said(UPDATE), comms, free())
    target = "jupyter.widget.control"
    for number in range(MOST_CONTROLS):
        content = {"comm_id": f"c{number}", "target_name": target, "data": {}}
        passed(message("comm_open", content), comms, free())
    content = {"comm_id": "one-more", "target_name": target, "data": {}}
    with pytest.raises(Dropped):
        passed(message("comm_open", content), comms, free())


def test_states_told_on_a_control_make_widgets_known() -> None:
    comms = Comms(controls={"c"})
    comms.told("comm_msg", {"comm_id": "c", "data": {"states": {WIDGET: {}}}})
    assert passed(said(UPDATE), comms, free())
    comms.told("comm_msg", {"comm_id": "x", "data": {"states": {"y": {}}}})
    assert "y" not in comms.opened


def test_too_many_messages_are_dropped() -> None:
    rate = Rate(0.0, 3)
    assert [rate.take() for _ in range(5)] == [True, True, True, False, False]


def test_no_traceback_and_no_code_leaves() -> None:
    for kind in ("error", "stream", "execute_input", "execute_result", "execute_reply", "debug"):
        assert not may_leave(kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(JSON, JSON)
def test_nothing_but_a_drop_comes_of_any_json(whole: Any, content: Any) -> None:
    for text in (json.dumps(whole), message("comm_msg", content), said(content)):
        try:
            made = passed(text, known(), free())
        except Dropped:
            continue
        assert made["kind"] in ("comm_msg", "comm_open", "kernel_info_request", "comm_info_request")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("forged") / "workshop") as running:
        yield running


def closed(send: Any, socket: Any) -> int:
    """Send until the line is closed; return with which code."""

    def go_on() -> None:
        for _ in range(3 * PATIENCE):
            send()
        while True:
            socket.recv(timeout=60)

    with pytest.raises(ConnectionClosed) as over:
        go_on()
    assert over.value.rcvd is not None
    return over.value.rcvd.code


def test_a_forger_loses_the_line_and_nothing_has_run(room: Opened) -> None:
    guest = Guest(room)
    guest.join("Forger")
    kernel: Kernel = guest.module()
    mark = room.folder / "people" / "p1" / "forged"
    code = f"open({str(mark)!r}, 'w').write('x')"
    for channel in ("shell", "control"):
        kernel.raw("execute_request", {"code": code, "silent": False}, channel=channel)
    kernel.raw("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {}})
    # A few mistakes cost nothing: the page goes on.
    panel = kernel.near()
    kernel.set(panel, **{LEVER: 61})
    moved = kernel.until(
        lambda m: "figure" in ((m.get("content") or {}).get("data") or {}).get("state", {})
    )
    assert moved
    assert closed(lambda: kernel.raw("execute_request", {"code": code}), kernel.socket) == 1008
    assert not mark.exists()
    assert guest.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": true}'


def test_nonsense_on_the_rooms_line_closes_it_and_only_it(room: Opened) -> None:
    guest, other = Guest(room), Guest(room)
    guest.join("Noise")
    other.join("Calm")
    line, calm = guest.line(), other.line()
    for text in (
        *("[]", "{}", "null", "[" * 50_000, '{"n": 5, "do": "hand"}', '{"do": "hand"}'),
        *('{"n": "x", "do": []}', '{"n": "y"}', '{"at": 5}', '{"at": {"module": "../x"}}'),
        '{"n": "z", "do": "hand", "up": "' + "x" * 30_000 + '"}',
    ):
        line.socket.send(text)
    assert line.do(do="hand", up=True).get("refusal") is None
    assert closed(lambda: line.socket.send("x"), line.socket) == 1008
    assert calm.do(do="hand", up=True).get("refusal") is None
    assert guest.line().do(do="hand", up=False).get("refusal") is None
