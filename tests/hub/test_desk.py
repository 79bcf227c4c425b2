"""A course's desk: the real service, the real grading, and a Hub that knows who is who."""

import json
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from filelock import FileLock
from tests.conftest import wait_for
from tests.hub.desks import DEMO, EXERCISE, FULL, Hub, desk

from passerelles import grading
from passerelles.desk.remote import RemoteDesk
from passerelles.dossier.workspace import Workspace
from passerelles.grading import attempts as kept
from passerelles.grading.answers import digest, from_workspace, to_bytes
from passerelles.library.errors import Refusal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return grading.init(tmp_path_factory.mktemp("made") / "room", DEMO).root


@pytest.fixture(scope="module")
def hub():
    running = Hub()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def room(made, tmp_path_factory):
    """Lend the classroom of the desk that most tests share, each with learners of its own."""
    return grading.open_(shutil.copytree(made, tmp_path_factory.mktemp("shared") / "room"))


@pytest.fixture(scope="module")
def running(room, hub, tmp_path_factory):
    with desk(room.root, hub.url, tmp_path_factory.mktemp("log") / "desk.log") as one:
        yield one


@pytest.fixture
def own(made, tmp_path):
    """Lend a classroom of one's own; copied, for making one takes seconds."""
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


def workspace(tmp_path, name, answers=FULL):
    found = Workspace.open(tmp_path / f"workspace-{name}")
    for question, value in answers.items():
        found.answers(EXERCISE).keep(question, value, "fr")
    return found


def marks(desk_):
    wait_for(lambda: desk_.grade(EXERCISE), 120, "graded")
    view = desk_.result(EXERCISE, "fr")
    return view.automatic_points, view.automatic_max


def body(workspace_):
    return to_bytes(from_workspace(workspace_, EXERCISE))


def test_from_handing_in_to_the_result(room, hub, running, tmp_path):
    ana = workspace(tmp_path, "ana-a")
    one = running.desk(ana, hub.enrol("ana-a", "evening"))
    before = one.info().standing(EXERCISE)
    assert (before.attempts_used, before.attempts_allowed, before.open) == (0, 2, True)
    assert one.result(EXERCISE, "fr") is None
    receipt = one.submit(EXERCISE)
    assert (receipt.student, receipt.attempt, receipt.late) == ("ana-a", 1, False)
    assert receipt.sha256 == digest(from_workspace(ana, EXERCISE))
    assert one.kept(EXERCISE) == receipt
    got, most = marks(one)
    assert got == most > 0
    after = one.standing(EXERCISE)
    assert (after.attempts_used, after.waiting, after.receipt) == (1, False, receipt)
    assert after.points is not None
    wait_for((room.root / "feedback" / "ana-a" / EXERCISE).is_dir, 120, "feedback")
    # The same answers again: the same receipt, and no attempt is used up.
    assert one.submit(EXERCISE) == receipt
    assert one.standing(EXERCISE).attempts_used == 1


def test_two_learners_see_nothing_of_each_other(room, hub, running, tmp_path):
    ana = running.desk(workspace(tmp_path, "ana-b"), hub.enrol("ana-b", "evening"))
    bo_token = hub.enrol("bo-b", "evening")
    bo = running.desk(workspace(tmp_path, "bo-b", {"d-single": "guest"}), bo_token)
    ana.submit(EXERCISE)
    assert bo.result(EXERCISE, "en") is None
    assert bo.standing(EXERCISE).attempts_used == 0
    bo.submit(EXERCISE)
    assert marks(bo)[0] < marks(ana)[0]
    # Whatever a request says of itself: the token alone decides.
    for path in (
        f"results/{EXERCISE}?student=ana-b&user=ana-b",
        f"exercises/{EXERCISE}?user=ana-b",
    ):
        status, answer = running.ask(
            path, bo_token, **{"X-Forwarded-User": "ana-b", "Cookie": "a=b"}
        )
        assert status == 200
        assert '"ana-b"' not in json.dumps(answer)
    forged = json.loads(body(ana.workspace)) | {"student": "ana-b"}
    status, answer = running.ask(f"submissions/{EXERCISE}", bo_token, json.dumps(forged).encode())
    assert status in (200, 409)
    assert answer.get("receipt", {}).get("student", "bo-b") == "bo-b"
    assert len(kept.attempts(room, "ana-b", EXERCISE)) == 1


def test_who_has_no_business_there(room, hub, running, tmp_path):
    ana = workspace(tmp_path, "ana-c")
    raw = body(ana)
    for token, status in (
        ("", 401),
        ("forged", 401),
        ("é", 401),
        ("x" * 5000, 401),
        (hub.enrol("bo-c", "morning"), 403),
        (hub.enrol("cy-c"), 403),
        (hub.enrol("robot", "evening", kind="service"), 401),
        (hub.enrol("../../ana", "evening"), 403),
    ):
        for path, sent in (
            (f"submissions/{EXERCISE}", raw),
            (f"gradings/{EXERCISE}", b"{}"),
            (f"results/{EXERCISE}", None),
            ("exercises", None),
        ):
            found, answer = running.ask(path, token.encode().decode("latin-1"), sent)
            assert found == status, (token[:20], path, answer)
            assert answer["refusal"] in (answer["fr"], answer["en"])
    names = {one.name for one in (room.root / "attempts").glob("*")}
    assert not {"ana-c", "bo-c", "cy-c", "robot", "ana", "-"} & names


def test_what_is_no_work(room, hub, running, tmp_path):
    token = hub.enrol("ana-d", "evening")
    for raw in (b"", b"[]", b"null", b'{"schema":1', b"\xff\xfe", b"{" * 100_000, b"{}"):
        status, answer = running.ask(
            f"submissions/{EXERCISE}", token, raw, **{"Accept-Language": "en"}
        )
        assert status in (409, 429), raw[:20]
        assert answer["refusal"] == answer["en"]
    other = hub.enrol("bo-d", "evening")
    for path in (
        "submissions/e9-unknown",
        "submissions/..%2f..%2fgradebook.db",
        "results/e9-unknown",
        "exercises/E0",
        "nothing",
        "",
        "static/x",
    ):
        sent = b"{}" if path.startswith("subm") else None
        status, answer = running.ask(path, other, sent)
        assert status == 404, path
        assert answer["fr"]
    assert running.ask(f"submissions/{EXERCISE}", other)[0] == 405
    assert not {"ana-d", "bo-d"} & set(kept.students(room, EXERCISE))


def test_bodies_too_long_and_cut_off(room, hub, running, tmp_path):
    token = hub.enrol("ana-e", "evening")
    host, port = running.url.split("/")[2].split(":")
    head = (
        f"POST /services/desk-evening/submissions/{EXERCISE} HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: token {token}\r\nAccept-Language: en\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"{head}Content-Length: 3000000\r\n\r\n".encode())
        said = line.recv(65536)
    assert b" 413 " in said.split(b"\r\n")[0]
    assert b"larger than 2 MB" in said
    raw = body(workspace(tmp_path, "ana-e"))
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw[:-5])
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"10\r\n" + raw[:9])
    assert running.ask("exercises", token)[0] == 200
    assert "ana-e" not in kept.students(room, EXERCISE)


def test_killed_between_receipt_and_grading(own, hub, tmp_path):
    token = hub.enrol("ana-f", "evening")
    ana = workspace(tmp_path, "ana-f")
    with desk(own.root, hub.url, tmp_path / "desk.log") as first:
        with FileLock(own.lock("grade")):
            receipt = first.desk(ana, token).submit(EXERCISE)
            first.kill()
        assert kept.state(own, "ana-f", EXERCISE) == {}
    with desk(own.root, hub.url, tmp_path / "desk.log") as second:
        # Nobody asks for it: what was acknowledged is graded all the same.
        wait_for(lambda: bool(kept.state(own, "ana-f", EXERCISE)), 120, "graded")
        one = second.desk(ana, token)
        assert one.submit(EXERCISE) == receipt
        assert marks(one)[0] > 0


def test_no_receipt_when_it_is_not_what_was_sent(hub, running, tmp_path, monkeypatch):
    one = running.desk(workspace(tmp_path, "ana-g"), hub.enrol("ana-g", "evening"))
    said = RemoteDesk._ask

    def other(self, path, *rest, **named):
        answer = said(self, path, *rest, **named)
        if "receipt" in answer:
            answer["receipt"]["sha256"] = "0" * 64
        return answer

    monkeypatch.setattr(RemoteDesk, "_ask", other)
    with pytest.raises(Refusal, match="not what was sent"):
        one.submit(EXERCISE)
    assert one.kept(EXERCISE) is None


def test_the_hub_is_away(own, tmp_path):
    hub = Hub()
    token = hub.enrol("ana-h", "evening")
    ana = workspace(tmp_path, "ana-h")
    with desk(own.root, hub.url, tmp_path / "desk.log") as running:
        hub.stop()
        one = running.desk(ana, token)
        with pytest.raises(Refusal, match="your answers are kept"):
            one.submit(EXERCISE)
        assert running.ask("exercises", token)[0] == 503
        assert ana.answers(EXERCISE).load().answers
        assert kept.students(own, EXERCISE) == ()
    with pytest.raises(Refusal, match="does not answer"):
        one.submit(EXERCISE)


def test_three_times_at_once(room, hub, running, tmp_path):
    one = running.desk(workspace(tmp_path, "ana-i"), hub.enrol("ana-i", "evening"))
    with ThreadPoolExecutor(3) as pool:
        receipts = list(pool.map(lambda _: one.submit(EXERCISE), range(3)))
    assert len({receipt.sha256 for receipt in receipts}) == 1
    assert {receipt.attempt for receipt in receipts} == {1}
    assert len(kept.attempts(room, "ana-i", EXERCISE)) == 1


def test_fifty_at_once(room, hub, running, tmp_path):
    names = [f"learner-{number:02d}" for number in range(50)]
    desks = [running.desk(workspace(tmp_path, name), hub.enrol(name, "evening")) for name in names]
    with ThreadPoolExecutor(50) as pool:
        receipts = list(pool.map(lambda one: one.submit(EXERCISE), desks))
    assert [receipt.student for receipt in receipts] == names
    wait_for(lambda: all(kept.state(room, name, EXERCISE) for name in names), 120, "all graded")
    assert all(got == most for got, most in map(marks, desks))


def test_attempts_and_too_many_requests(room, hub, running, tmp_path):
    token = hub.enrol("ana-k", "evening")
    ana = workspace(tmp_path, "ana-k")
    one = running.desk(ana, token)
    for value in ("guest", "mayor"):
        ana.answers(EXERCISE).keep("d-single", value, "en")
        one.submit(EXERCISE)
    assert not one.standing(EXERCISE).open
    ana.answers(EXERCISE).keep("d-single", "guest", "en")
    with pytest.raises(Refusal, match="2 times, as many as planned"):
        one.submit(EXERCISE)
    raw = body(ana)
    found = {running.ask(f"submissions/{EXERCISE}", token, raw)[0] for _ in range(30)}
    assert found == {409, 429}
    # Others are not made to wait.
    other = running.desk(workspace(tmp_path, "bo-k"), hub.enrol("bo-k", "evening"))
    assert other.submit(EXERCISE).attempt == 1


def test_nothing_of_a_key_is_said_before_its_time(room, hub, running, tmp_path):
    token = hub.enrol("ana-l", "evening")
    one = running.desk(workspace(tmp_path, "ana-l", {"d-single": "guest"}), token)
    one.submit(EXERCISE)
    marks(one)
    told = [
        running.ask(path, token, sent)[1]
        for path, sent in (
            ("exercises", None),
            (f"exercises/{EXERCISE}", None),
            (f"results/{EXERCISE}?lang=en", None),
            (f"gradings/{EXERCISE}", b"{}"),
        )
    ]
    written = json.dumps(told)
    for secret in ('"key"', '"right": ', '"why"', "accept", "tolerance", str(room.root)):
        assert secret not in written
    view = told[2]["result"]
    assert not view["explained"]
    assert all(one["right_answer_html"] is None for one in view["questions"])


def test_a_deadline_that_has_passed_and_a_delay_that_is_granted(own, hub, tmp_path):
    settings = own.root / "passerelles.yml"
    written = settings.read_text().replace("late: accept", "late: refuse")
    settings.write_text(written.replace("deadline: null", 'deadline: "2020-01-31T18:00:00Z"'))
    ana, bo = (workspace(tmp_path, name) for name in ("ana-o", "bo-o"))
    with desk(own.root, hub.url, tmp_path / "desk.log") as running:
        first = running.desk(ana, hub.enrol("ana-o", "evening"))
        second = running.desk(bo, hub.enrol("bo-o", "evening"))
        assert not first.standing(EXERCISE).open
        with pytest.raises(Refusal, match="deadline"):
            first.submit(EXERCISE)
        (own.root / "extensions.yml").write_text(
            f'version: 1\ndeadlines: {{{EXERCISE}: {{ana-o: "2199-01-31T18:00:00Z"}}}}\n'
        )
        assert first.standing(EXERCISE).due == "2199-01-31T18:00:00Z"
        assert first.submit(EXERCISE).late is False
        assert marks(first)[0] > 0
        with pytest.raises(Refusal, match="deadline"):
            second.submit(EXERCISE)
    assert kept.students(own, EXERCISE) == ("ana-o",)


def test_what_is_damaged_is_for_the_log_alone(own, hub, tmp_path):
    token = hub.enrol("ana-n", "evening")
    with desk(own.root, hub.url, tmp_path / "desk.log") as running:
        one = running.desk(workspace(tmp_path, "ana-n"), token)
        one.submit(EXERCISE)
        marks(one)
        receipt = own.attempts("ana-n", EXERCISE) / "1" / "receipt.json"
        receipt.write_bytes(receipt.read_bytes()[:20])
        for path in (f"results/{EXERCISE}", f"exercises/{EXERCISE}", "exercises"):
            status, answer = running.ask(path, token)
            assert status == 500
            assert str(tmp_path) not in json.dumps(answer)
        assert "receipt.json" in running.log.read_text() or "damaged" in running.log.read_text()


def test_work_that_comes_by_nbgraders_exchange(own, hub, tmp_path):
    exchange = tmp_path / "exchange"
    inbound = exchange / "passerelles" / "inbound"
    inbound.mkdir(parents=True)
    with (own.root / "nbgrader_config.py").open("a") as config:
        config.write(
            f"c.Exchange.root = {str(exchange)!r}\nc.ExchangeCollect.check_owner = False\n"
        )
    with desk(own.root, hub.url, tmp_path / "desk.log"):
        folder = inbound / f"ana-m+{EXERCISE}+2026-01-31 17:00:00 UTC+abc"
        folder.mkdir()
        (folder / "answers.json").write_bytes(body(workspace(tmp_path, "ana-m")))
        wait_for(lambda: bool(kept.state(own, "ana-m", EXERCISE)), 120, "collected and graded")
