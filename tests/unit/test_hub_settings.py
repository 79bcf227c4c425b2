"""A hub's settings at the door, and what JupyterHub is told of them."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from passerelles.hub import people, proxy, walls
from passerelles.hub.settings import SETTINGS_FILE, Settings, init, read
from passerelles.library.errors import Refusal

COURSE: dict[str, Any] = {"id": "c", "title": {"fr": "C", "en": "C"}}


def write(folder: Path, **given: Any) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / SETTINGS_FILE).write_text(
        yaml.safe_dump({"version": 1, "courses": [COURSE], **given})
    )
    return folder


def test_a_new_hub_reads_its_own_settings(tmp_path: Path) -> None:
    path = init(tmp_path / "hub")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = read(tmp_path / "hub")
    assert settings.url == "http://127.0.0.1:8000/"
    assert settings.courses[0].open
    assert settings.database_url == f"sqlite:///{tmp_path / 'hub' / 'hub.sqlite'}"
    path.write_text(path.read_text().replace("8000", "8100"))
    init(tmp_path / "hub")
    assert read(tmp_path / "hub").port == 8100
    assert read(tmp_path / "hub", 9000).port == 9000


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("hello")
    with pytest.raises(Refusal, match="not a hub"):
        init(tmp_path)
    with pytest.raises(Refusal, match="hub init"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"colour": "blue"}, "colour"),
        ({"root": "/"}, "root"),
        ({"version": 2}, "newer version"),
        ({"version": "one"}, "version"),
        ({"courses": []}, "at least one"),
        ({"courses": [COURSE, COURSE]}, "at least one, each"),
        ({"courses": [{**COURSE, "id": "../x"}]}, "small letters"),
        ({"courses": [{**COURSE, "title": {"fr": "C"}}]}, "en"),
        ({"courses": [{**COURSE, "learners": "all"}]}, "everyone"),
        ({"courses": [{**COURSE, "instructors": ["A B"]}]}, "person’s name"),
        ({"administrators": ["../root"]}, "person’s name"),
        ({"port": 0}, "port"),
        ({"port": True}, "port"),
        ({"port": 65_500}, "port"),
        ({"address": "$(reboot)"}, "address"),
        ({"certificate": "a.pem"}, "certificate and key"),
        ({"subdomains": True}, "public_address"),
        ({"public_address": "hub.example.org"}, "https://hub"),
        ({"public_address": "https://hub.example.org/there"}, "https://hub"),
        ({"limits": {"memory_mb": 1}}, "memory_mb"),
        ({"limits": {"cpu": 1}}, "cpu"),
        ({"unix_users": "always"}, "unix_users"),
        ({"database": "mysql://a@b/c"}, "names no gradebook"),
        ({"accounts": {"kind": "oauth"}}, "oauth"),
    ],
)
def test_faulty_settings_are_named(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(write(tmp_path / "hub", **given))
    assert said in refused.value.text.en
    assert refused.value.text.fr != refused.value.text.en


def test_ports_and_places_do_not_meet(tmp_path: Path) -> None:
    other = {**COURSE, "id": "d", "classroom": "../room"}
    settings = read(write(tmp_path / "hub", courses=[COURSE, other], port=9000))
    used = [settings.port, settings.hub_port, settings.proxy_port]
    for course in settings.courses:
        used += [settings.service_port("desk", course), settings.service_port("instructor", course)]
    assert used == list(range(9000, 9007))
    assert settings.classroom(settings.courses[0]) == tmp_path / "hub" / "classrooms" / "c"
    assert settings.classroom(settings.courses[1]) == tmp_path / "room"


def test_a_person_s_folder_is_theirs_alone(tmp_path: Path) -> None:
    settings = read(write(tmp_path / "hub", unix_users="never"))
    folder, account = people.prepare(settings, "ana")
    assert account is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("../ana", "", ".", "a/b"):
        with pytest.raises(Refusal):
            people.workspace(settings, name)
    (settings.workspaces / "ben").symlink_to(folder)
    with pytest.raises(Refusal, match="cannot be used"):
        people.prepare(settings, "ben")


def test_accounts_of_the_machine_are_left_alone(tmp_path: Path) -> None:
    settings = read(write(tmp_path / "hub"))
    taken = people.account_name(settings, "root")
    assert taken != "root"
    assert people.account_name(settings, "jane@sso") != people.account_name(settings, "jane@lti")
    assert people.account_name(settings, "nobody-has-this-one") == "nobody-has-this-one"
    assert all(len(people.account_name(settings, "x" * n)) <= 32 for n in (1, 31, 48))


def test_walls_hide_the_hub_and_the_keys(tmp_path: Path) -> None:
    settings: Settings = read(write(tmp_path / "hub"))
    hidden = walls.hidden(settings)
    assert settings.root in hidden
    assert any(place.name == "solutions" for place in hidden)
    assert all(not one.is_relative_to(o) for one in hidden for o in hidden if one != o)


def test_the_proxy_s_lock_file_names_no_registry_and_pins_every_package() -> None:
    lock = json.loads((proxy.PACKAGE / "package-lock.json").read_text())
    assert "registry" not in (proxy.PACKAGE / "package-lock.json").read_text()
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("resolved" not in one and one["integrity"] for one in packages.values())
    wanted = json.loads((proxy.PACKAGE / "package.json").read_text())["dependencies"]
    name = "configurable-http-proxy"
    assert wanted == {name: packages[f"node_modules/{name}"]["version"]}


def test_a_number_that_is_no_proxy_of_ours_is_forgotten(tmp_path: Path) -> None:
    settings = read(write(tmp_path / "hub"))
    assert proxy.running(settings) is None
    proxy.pid_file(settings).write_text("1")
    assert proxy.running(settings) is None
    assert not proxy.pid_file(settings).exists()


def test_the_proxys_node_is_the_program_and_no_script_that_starts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An activated environment has such a script; ending it would leave the proxy running."""
    real = proxy.node()
    script = tmp_path / "node"
    script.write_text(f'#!/bin/sh\n"{real}" "$@"\nexit $?\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proxy.node().resolve() == real.resolve()
