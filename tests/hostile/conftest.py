"""One nbgrader course for all hostile submissions of code: making one takes seconds."""

from __future__ import annotations

import shutil

import pytest
from tests.sandboxes import form, make_course

from passerelles.grading.course import open_course


@pytest.fixture(scope="session")
def made_course(tmp_path_factory):
    """Make the course once."""
    return make_course(tmp_path_factory.mktemp("made") / "course").root


@pytest.fixture
def course(made_course, tmp_path):
    """Return a copy of the course, on a machine that has a sandbox."""
    form()
    return open_course(shutil.copytree(made_course, tmp_path / "course"))


# What takes the system's own faults, or many whole runs of the grader, to provoke.
LONG = (
    "hostile_system",
    "hostile_clock",
    "hostile_names",
    "hostile_bytes",
    "kernels_faults",
    "left_behind",
    "portal_faults",
    "sandbox_grading",
    "sandbox_submissions",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave the long ones to `make test-all`, which provokes them alone."""
    for item in items:
        if item.path.stem.removeprefix("test_") in LONG and item.path.parent.name == "hostile":
            item.add_marker(pytest.mark.slow)
