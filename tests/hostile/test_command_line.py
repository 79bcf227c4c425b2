"""Bad input at the command line: one clear sentence, status 2, no traceback, nothing lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def passerelles(*arguments: str, lang: str = "en", cwd: Path | None = None) -> tuple[int, str, str]:
    """Run the command; return its status, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "passerelles", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**os.environ, "PASSERELLES_LANGUAGE": lang},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def refused(*arguments: str, says: str, lang: str = "en") -> str:
    status, _, errors = passerelles(*arguments, lang=lang)
    assert status == 2, errors
    assert "Traceback" not in errors
    assert says.lower() in errors.lower(), errors
    return errors


def test_a_missing_parent_folder_is_refused(tmp_path: Path) -> None:
    refused("serve", "--workspace", str(tmp_path / "no" / "such"), says="does not exist")


def test_a_file_in_place_of_the_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    refused("serve", "--workspace", str(tmp_path / "file"), says="folder")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused("serve", "--workspace", str(tmp_path / "w"), "--port", port, says="--port")


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    refused("serve", "--workspace", str(tmp_path / "w"), "--lang", "de", says="de")
    refused("simulate", "partners", "--lang", "xx", says="xx")


def test_a_classroom_inside_the_workspace_is_refused(tmp_path: Path) -> None:
    arguments = ("--workspace", str(tmp_path), "--classroom", str(tmp_path / "classroom"))
    refused("serve", *arguments, says="elsewhere")


def test_a_folder_that_is_no_classroom_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    refused("grade", "e3-governance", "--classroom", str(tmp_path / "c"), says="classroom")


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("nothing=3", "nothing"),
        ("weight-main-migrant-groups=1000", "100"),
        ("weight-main-migrant-groups=-1", "0"),
        ("weight-main-migrant-groups=NaN", "number"),
        ("weight-main-migrant-groups", "name=value"),
        ("candidates=[", "JSON"),
        ("candidates=[]", "territor"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(setting: str, says: str) -> None:
    refused("simulate", "partners", "--set", setting, "--json", says=says)


def test_refusals_speak_the_language_asked_for() -> None:
    _, out, errors = passerelles("simulate", "nowhere", "--lang", "fr", "--json")
    assert "simulateur" in errors.lower()
    assert set(json.loads(out)["refusal"]) == {"fr", "en"}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe{}", b'{"weight": NaN}', b"[" * 9999]
)
def test_a_broken_scenario_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scenario.json"
    path.write_bytes(content)
    status, _, errors = passerelles("simulate", "partners", "--scenario", str(path))
    assert status == 2
    assert "Traceback" not in errors


def test_a_missing_scenario_file_is_refused(tmp_path: Path) -> None:
    refused(
        "simulate", "partners", "--scenario", str(tmp_path / "none.json"), says="does not exist"
    )


@pytest.mark.parametrize("simulator", ["partners", "stakeholders"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_simulate_answers_in_json(simulator: str, lang: str) -> None:
    status, out, _ = passerelles("simulate", simulator, "--json", "--lang", lang)
    assert status == 0
    answer = json.loads(out)
    assert answer["simulator"] == simulator
    assert answer["sentence"]
    assert answer["indicators"]
    assert answer["contribution"]


def test_simulate_lists_parameters_with_their_provenance() -> None:
    _, out, _ = passerelles("simulate", "--list", "--json", "--lang", "en")
    listed = {entry["id"]: entry for entry in json.loads(out)}
    assert {"stakeholders", "partners"} <= set(listed)
    for entry in listed.values():
        assert entry["module"].startswith("m")
        kinds = {parameter["kind"] for parameter in entry["parameters"]}
        assert kinds <= {"decision", "assumption"}
        assert all(parameter["source"] for parameter in entry["parameters"])


def test_a_value_changes_the_outcome() -> None:
    plain = json.loads(passerelles("simulate", "partners", "--json")[1])
    weight = "weight-cooperation-experience=100"
    moved = json.loads(passerelles("simulate", "partners", "--set", weight, "--json")[1])
    assert plain["indicators"] != moved["indicators"]


@pytest.mark.slow
def test_build_check_and_check_pass() -> None:
    assert passerelles("build", "--check")[0] == 0
    assert passerelles("check")[0] == 0


def test_doctor_says_what_this_machine_has() -> None:
    status, out, _ = passerelles("doctor", "--lang", "en")
    assert status == 0
    assert "Python 3." in out
