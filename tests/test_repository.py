"""The repository keeps its promises: layout, lengths, secrets, packaging, documents."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from passerelles.build.course import course
from passerelles.library.records import parse_yaml

ROOT = Path(__file__).resolve().parent.parent
KEYS = re.compile(r"right: true|\"right\": true|'right': True|HIDDEN TESTS|model_answer|mark\(")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def secrets() -> list[str]:
    """Return long texts that only the instructor's sources hold: explanations and model answers."""
    found: list[str] = []

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, name if name not in ("fr", "en") else key)
        elif isinstance(value, list):
            for item in value:
                walk(item, key)
        elif isinstance(value, str) and key in ("why", "model_answer") and len(value) > 40:
            found.append(value.strip()[:60])

    for path in (ROOT / "solutions").rglob("*.md"):
        for block in re.findall(r"```\{code-cell\} yaml\n(.*?)```", path.read_text(), re.DOTALL):
            lines = [line for line in block.split("\n") if not line.startswith(":")]
            walk(parse_yaml("\n".join(lines), path.name))
    return found


def test_no_python_file_is_over_400_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in tracked()
        if path.suffix in (".py", ".js", ".css")
        and "vendor" not in path.parts
        and (count := path.read_text().count("\n")) > 400
    ]
    assert long == []


def test_pinned_requirements_have_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-hub.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
        assert "index-url" not in text


def test_readme_begins_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    head = readme[:1500]
    assert "make run" in head
    assert "make test" in head
    for words in ("uv ", "conda ", "pip "):
        assert words in readme


def test_every_folder_of_the_readme_exists() -> None:
    for name in re.findall(r"^\| `([a-z_/]+/)` \|", (ROOT / "README.md").read_text(), re.MULTILINE):
        assert (ROOT / name).is_dir(), name


def test_there_are_secrets_to_look_for() -> None:
    assert len(secrets()) > 10


def test_no_key_in_released_exercises() -> None:
    released = list((ROOT / "exercises").rglob("*.ipynb"))
    assert len(released) == 2 * len(course().exercises)
    for path in released:
        text = path.read_text()
        assert not KEYS.search(text), path
        assert not [s for s in secrets() if s in text], path


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist of what is tracked, in a clean copy, without fetching anything."""
    folder = tmp_path_factory.mktemp("dist")
    copy = folder / "copy"
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(copy)],
        check=True,
        capture_output=True,
    )
    return folder


def test_wheel_holds_the_course_and_no_key(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert "passerelles/_course/course/course.yml" in names
        assert "passerelles/_course/modules/02-institutional/01-opening.md" in names
        assert [name for name in names if name.startswith("passerelles/_course/exercises/fr/")]
        assert not [name for name in names if "solution" in name and name.endswith((".md", ".yml"))]
        for name in names:
            if name.startswith("passerelles/_course/") or name.endswith((".yml", ".html")):
                text = archive.read(name).decode(errors="replace")  # pictures, too
                assert not [s for s in secrets() if s in text], name


@pytest.mark.slow
def test_sdist_holds_no_solution(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        assert not [name for name in names if "/solutions" in name]
        assert not [name for name in names if "/tests" in name]
        for member in archive.getmembers():
            if member.isfile() and member.name.endswith((".ipynb", ".md", ".yml")):
                stream = archive.extractfile(member)
                assert stream is not None
                text = stream.read().decode()
                assert not [s for s in secrets() if s in text], member.name


def test_module_2_opens_from_an_installed_wheel(distributions: Path, tmp_path: Path) -> None:
    """The wheel, unpacked elsewhere, builds m2 without the checkout."""
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "from passerelles.build.course import places; from passerelles.build.modules import build;"
        f"assert str(places().root).startswith({str(tmp_path)!r}), places().root;"
        "assert places().solutions is None;"
        "print(len(build('m2-institutional', 'en').cells))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 40
