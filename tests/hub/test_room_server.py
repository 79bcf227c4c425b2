"""The training room's doors, places and lines, visited by devices without a browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.conftest import wait_for
from tests.rooms import PASSWORD, Guest, Opened, opened
from traitlets.config import Config
from websockets.exceptions import InvalidStatus

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.portal import addresses
from passerelles.portal.settings import Settings
from passerelles.workshop import app
from passerelles.workshop.address import is_ours, qr_svg
from passerelles.workshop.doors import Doors, Tries

LEVER, OTHER = "weight-main-migrant-groups", "weight-migrant-associations"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("room") / "workshop") as running:
        yield running


@pytest.fixture(scope="module")
def trainer(room: Opened) -> Guest:
    guest = Guest(room)
    assert guest.lead().url.endswith("/room/en/board")
    guest.line("trainer").do(do="teams-make", count=2)
    return guest


def joined(room: Opened, lang: str = "en", **fields: str) -> Guest:
    guest = Guest(room, lang)
    answer = guest.join(f"Somebody {uuid.uuid4().hex[:6]}", **fields)
    assert "?new=1" in answer.url, answer.words
    return guest


def test_what_is_printed_brings_people_in(room: Opened) -> None:
    assert "█" in room.said
    assert f"Board: {room.address}room/trainer" in room.said
    assert f"Password: {PASSWORD}" in room.said
    assert "<svg" in qr_svg(f"{room.address}?code={room.code}")


def test_the_door_speaks_the_browsers_language(room: Opened) -> None:
    french = Guest(room, "fr").ask(f"?code={room.code}")
    assert french.url.endswith(f"/room/fr/join?code={room.code}")
    assert f'value="{room.code}"' in french.body
    assert Guest(room, "en-GB").ask("").url.endswith("/room/en/join")


def test_a_participant_gets_a_word_and_strict_cookies(room: Opened) -> None:
    guest = Guest(room)
    answer = guest.join("Fatou")
    assert re.search(r"Your personal word is “\w+-\w+”", answer.words)
    cookie = next(one for one in guest.jar if one.name == "passerelles-room")
    assert len(cookie.value or "") >= 43
    assert "HttpOnly" in cookie._rest
    assert cookie._rest["SameSite"] == "Strict"
    assert cookie.value not in (room.folder / "doors.json").read_text()


def test_the_word_brings_one_back_on_another_device(room: Opened) -> None:
    first = Guest(room)
    first.join("Nils Åkesson")
    first.post("passerelles/api/en/progress/m2-institutional", {})
    word = first.word()
    other = Guest(room, "fr")
    wrong = other.back("Nils Åkesson", "river-nowhere")
    assert wrong.status == 400
    assert wrong.alerts
    assert other.back("nils akesson", word.upper()).url.endswith("/room/fr/")
    # Back on the first device too, and the one who leaves is out.
    assert first.ask("room/en/").status == 200
    left = other.post("room/fr/leave", {})
    assert left.url.endswith("/room/fr/join")
    assert other.ask("passerelles/fr/dossier").url.endswith("/join")


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 10_000, "\u202e\u202d\u200b", "\x00\x07", "<script>alert(1)</script>" * 9],
)
def test_a_name_that_will_not_do_is_refused_in_a_sentence(room: Opened, name: str) -> None:
    guest = Guest(room)
    answer = guest.join(name)
    assert answer.status == 400
    assert len(answer.alerts) == 1
    assert guest.cookie("passerelles-room") is None
    assert len(answer.body) < 20_000


def test_a_name_is_shown_as_text(room: Opened) -> None:
    guest = Guest(room)
    answer = guest.join("<b>Léa</b> \u202e& co")
    assert "&lt;b&gt;Léa&lt;/b&gt; &amp; co" in answer.body
    assert "<b>Léa" not in answer.body


def test_a_second_person_of_the_same_name_is_told_what_to_do(room: Opened) -> None:
    assert Guest(room).join("Ana Ruiz").status == 200
    again = Guest(room).join(" ana  RUIZ ")
    assert again.status == 400
    assert "already called" in again.alerts[0]


def test_nothing_is_open_without_a_cookie(room: Opened) -> None:
    nobody = Guest(room)
    for path in ("en/", "en/dossier", "en/modules/m2-institutional", "en/dossier/dossier.json"):
        assert nobody.ask(f"passerelles/{path}").url.endswith("/room/en/join"), path
    for path in ("room/en/board", "room/en/screen"):
        assert nobody.ask(path).url.endswith("/room/en/trainer")
    assert nobody.ask("room/qr.svg").status == 404
    assert nobody.ask("room/en/archive/20260101.zip").status == 404
    for path in ("room/line", "room/line?as=trainer"):
        with pytest.raises(InvalidStatus, match="403"):
            nobody.connect(path)


def test_a_participant_is_no_trainer(room: Opened) -> None:
    guest = joined(room)
    assert guest.ask("room/en/board").url.endswith("/room/en/trainer")
    for which in ("trainer", "screen"):
        with pytest.raises(InvalidStatus, match="403"):
            guest.connect(f"room/line?as={which}")
    line = guest.line()
    assert line.do(do="teams-make", count=3)["refusal"]
    assert line.do(do="nonsense")["refusal"]


def test_no_address_of_jupyters_and_no_file_is_there(room: Opened, trainer: Guest) -> None:
    guest = joined(room)
    for path in (
        *("lab", "tree", "api", "api/contents", "api/kernels", "api/sessions", "api/terminals"),
        *("api/kernelspecs", "api/status", "api/me", "api/config/x", "files/room.jsonl", "login"),
        *("room.jsonl", "doors.json", "people/p1/progress.json", "teams/t1/dossier.json"),
        *("static/../doors.json", "passerelles/static/../../doors.json", "voila/render/x.ipynb"),
        *("passerelles/static/doors.json", "passerelles/api/en/result/e1-context", "metrics"),
        # Of the portal, what only a server of one's own answers.
        *("passerelles/en/privacy/download", "passerelles/en/privacy/erase"),
    ):
        for who in (guest, trainer):
            assert who.ask(path).status == 404, path
    kernel = guest.module()
    for path in ("", "/interrupt", "/restart"):
        assert guest.post(f"api/kernels/{kernel.name}{path}", {}).status in (404, 405)
    kernel.socket.close()


def test_the_papers_that_the_guides_offer_are_there(room: Opened) -> None:
    guest = joined(room)
    page = guest.ask("passerelles/en/guides")
    offered = re.findall(r'href="(?:[^"]*/)?(guides/[a-z0-9/-]+(?:\.pdf)?)"', page.body)
    kit = [one for one in offered if "/kit/" in one]
    assert kit
    # Typesetting all that can be printed would take minutes.
    for path in (*kit, *(one for one in offered if not one.endswith(".pdf"))):
        assert guest.ask(f"passerelles/en/{path}").status == 200, path


def test_the_room_answers_its_own_pages_and_those_of_the_course_alone(tmp_path: Path) -> None:
    """A page meant for learners' own servers, or a handler of Jupyter's, gets in by no accident."""

    def at(pattern: str) -> str:
        return f"/passerelles/{pattern}"

    entrance: Any = SimpleNamespace(workspaces=None)
    nothing: Any = None
    room = {line[:2] for line in app.addresses(entrance, nothing, nothing, Config())}
    course = {line[:2] for line in addresses.shared(at, nothing, nothing, Config(), nothing)}
    own = {line[:2] for line in addresses.own(at, Settings(tmp_path))}
    assert course < room
    assert not own & room
    for pattern, handler in room - course:
        assert handler.__module__.startswith("passerelles.workshop.") or pattern == ".*"


def test_requests_from_elsewhere_are_refused(room: Opened) -> None:
    guest = joined(room)
    rebound = guest.ask("room/en/", Host=f"rebound.example:{room.port}")
    assert rebound.status == 403
    crossed = guest.post("room/en/leave", {}, Origin="http://evil.example")
    assert crossed.status == 403
    assert guest.post("room/en/leave", {}, xsrf=False).status == 403
    with pytest.raises(InvalidStatus, match="403"):
        guest.connect("room/line", origin="http://evil.example")
    assert guest.ask("room/en/").status == 200
    assert is_ours("192.168.1.20:8890")
    assert is_ours("[fe80::1]:80")
    assert not is_ours("192.168.1.20.evil.example")
    assert not is_ours("")


def test_another_persons_kernel_is_not_there(room: Opened) -> None:
    one, other = joined(room), joined(room)
    kernel = one.module()
    path = f"api/kernels/{kernel.name}/channels?session_id={uuid.uuid4().hex}"
    with pytest.raises(InvalidStatus, match="404"):
        other.connect(path)
    with pytest.raises(InvalidStatus, match="403"):
        Guest(room).connect(path)
    assert other.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": false}'
    other.post(f"passerelles/api/session/{kernel.name}", {})
    assert one.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": true}'
    one.post(f"passerelles/api/session/{kernel.name}", {})
    assert one.ask(f"passerelles/api/session/{kernel.name}").body == '{"alive": false}'


def test_a_team_shares_dossier_and_scenarios_and_nothing_else(room: Opened, trainer: Guest) -> None:
    board = trainer.line("trainer")
    before = {one["id"] for one in board.until(lambda m: "view" in m)["view"]["people"]}
    people = [joined(room) for _ in range(3)]
    board.until(lambda m: len(m.get("view", {}).get("people", ())) >= len(before) + 3)
    ids = [one["id"] for one in board.view["people"] if one["id"] not in before]
    for person, team in zip(ids, ("t1", "t1", "t2"), strict=True):
        board.do(do="move", person=person, team=team)
    mate, other, stranger = people
    kernels = [guest.module() for guest in people]
    panels = [kernel.near() for kernel in kernels]
    lines = [guest.line() for guest in people]
    for line in lines:
        line.until(lambda m: "view" in m)
    kernels[0].set(panels[0], **{LEVER: 81})
    told = lines[1].until(lambda m: "changed" in m)
    assert told["changed"]["simulators"] == ["partners"]
    changed = {"method": "custom", "content": {"changed": ["partners"]}}
    kernels[1].raw("comm_msg", {"comm_id": kernels[1].rooms, "data": changed})
    kernels[1].until(lambda _: kernels[1].models[panels[1]]["values"][LEVER] == 81)
    # Both at once: each keeps what it changed, and shows what the other did.
    kernels[0].set(panels[0], **{LEVER: 12})
    kernels[1].set(panels[1], **{OTHER: 34})
    store = Workspace(room.folder / "teams" / "t1").scenarios("partners")
    wait_for(lambda: _both(store.current()) == (12, 34), 60, "both changes are kept")
    # The other team has seen nothing.
    assert not [one for one in lines[2].told if "changed" in one]
    assert not (room.folder / "teams" / "t2" / "scenarios").exists()
    assert kernels[2].models[panels[2]]["values"][LEVER] not in (12, 81)
    # The dossier is the team's, progress is one's own.
    revision = re.search(r'name="revision" value="(\d+)"', mate.ask("passerelles/en/dossier").body)
    assert revision
    mate.post(
        "passerelles/en/dossier/edit",
        {"action": "frame", "revision": revision[1], "home": "Valdombre", "was-home": ""},
    )
    names = Workspace(room.folder / "teams" / "t1").dossier.load().territories
    assert "Valdombre" in str(names)
    assert "Valdombre" in other.ask("passerelles/en/dossier").words
    assert "Valdombre" not in stranger.ask("passerelles/en/dossier").words
    assert not (room.folder / "people" / ids[0] / "dossier.json").exists()


def _both(values: dict[str, object] | None) -> tuple[object, object]:
    return (values or {}).get(LEVER), (values or {}).get(OTHER)


def test_a_changed_team_and_a_removed_person_are_told(room: Opened, trainer: Guest) -> None:
    board = trainer.line("trainer")
    guest = Guest(room)
    guest.join("Wanderer")
    me = board.until(
        lambda m: [p for p in m.get("view", {}).get("people", ()) if p["name"] == "Wanderer"]
    )["view"]["people"]
    person = next(p for p in me if p["name"] == "Wanderer")
    word, line = guest.word(), guest.line()
    target = "t2" if person["team"] == "t1" else "t1"
    board.do(do="move", person=person["id"], team=target)
    assert line.until(lambda m: "leave" in m)["leave"] == "moved"
    again = guest.line()
    board.do(do="person-remove", person=person["id"])
    assert again.until(lambda m: "leave" in m)["leave"] == "gone"
    assert guest.ask("room/en/").url.endswith("/join")
    assert guest.back("Wanderer", word).url.endswith("/room/en/")


def test_an_answer_asked_for_twice_is_given_once(room: Opened, trainer: Guest) -> None:
    board = trainer.line("trainer")
    name = uuid.uuid4().hex
    text = f'{{"do": "team-create", "name": "Twice", "n": "{name}"}}'
    for _ in range(2):
        board.socket.send(text)
        answer = board.until(lambda m: m.get("answer") == name)
        assert "refusal" not in answer
    assert [one["name"] for one in board.view["teams"]].count("Twice") <= 1


@pytest.mark.slow
def test_guesses_are_slowed(tmp_path: Path) -> None:
    with opened(tmp_path / "guessed") as room:
        guest = Guest(room)
        statuses = [
            guest.post("room/en/join", {"code": "WRONG1", "name": "Guess"}).status
            for _ in range(20)
        ]
        assert statuses[0] == 400
        assert statuses[-1] == 429
        refused = guest.join("Guess")
        assert refused.status == 429
        assert "wait" in refused.alerts[0]
        passwords = [guest.lead(f"guess-{n}").status for n in range(8)]
        assert passwords[-1] == 429
        assert guest.lead().status == 429
    tries = Tries(free=2, wait=0.0)
    tries.wrong("a")
    tries.check("a")


def test_doors_remember_digests_only_and_mend_a_damaged_file(tmp_path: Path) -> None:
    doors = Doors(tmp_path, "a good password")
    token = doors.let_in("p1")
    text = (tmp_path / "doors.json").read_text()
    assert token not in text
    assert "a good password" not in text
    again = Doors(tmp_path)
    assert again.code == doors.code
    assert again.who(token) == "p1"
    assert again.is_code(f" {doors.code[:3].lower()}-{doors.code[3:]} ")
    assert not again.is_password("a good password")
    again.forget(token)
    assert Doors(tmp_path).who(token) is None
    (tmp_path / "doors.json").write_text("{")
    assert Doors(tmp_path).who(token) is None
    assert list(tmp_path.glob("doors.json.damaged-*"))


def test_a_password_too_short_and_a_taken_port_are_refused(tmp_path: Path, room: Opened) -> None:
    from passerelles.workshop.serve import serve  # noqa: PLC0415

    with pytest.raises(Refusal, match=r"too short|trop court"):
        serve(tmp_path / "r", None, "127.0.0.1", None, "abc")
    with pytest.raises(Refusal, match=str(room.port)):
        serve(tmp_path / "r", room.port, "127.0.0.1", None)
