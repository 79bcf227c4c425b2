"""A page and its kernel: ended with the page, begun again when lost, refused when full."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_pages import settled
from tests.conftest import Served, Visit, served, wait_for

pytestmark = pytest.mark.browser
MODULE = "en/modules/m2-institutional"


def running(server: Served) -> set[str]:
    """Return the kernels there are; Jupyter’s list fails while one of them is being ended."""
    root = server.address.removesuffix("passerelles/")
    for _ in range(20):
        address = f"{root}api/kernels?token={server.token}"
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(address) as answer:
            return {kernel["id"] for kernel in json.loads(answer.read())}
        time.sleep(0.2)
    raise AssertionError("the server never gave its list of kernels")


def near_partners(page: Any) -> Any:
    page.locator("#partners").scroll_into_view_if_needed()
    box = page.locator("#partners").get_by_role("textbox", name="Weight: main migrant groups")
    box.wait_for()
    return box


def test_a_closed_tab_ends_its_kernel(course_server: Served, visit: Callable[..., Visit]) -> None:
    before = running(course_server)
    opened = visit(course_server.url(MODULE), lang="en")
    near_partners(opened.page)
    assert len(running(course_server) - before) == 1
    opened.page.close()
    wait_for(lambda: not running(course_server) - before, 60, "the kernel is ended")


def test_a_page_whose_kernel_is_gone_starts_another_with_the_values(
    course_server: Served, visit: Callable[..., Visit]
) -> None:
    before = running(course_server)
    opened = visit(course_server.url(MODULE), lang="en")
    box = near_partners(opened.page)
    box.fill("77")
    box.press("Tab")
    opened.page.locator("#partners").get_by_text("instead of").first.wait_for()
    (kernel,) = running(course_server) - before
    root = course_server.address.removesuffix("passerelles/")
    ended = urllib.request.Request(
        f"{root}api/kernels/{kernel}",
        method="DELETE",
        headers={"Authorization": f"token {course_server.token}"},
    )
    urllib.request.urlopen(ended).close()
    opened.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for(lambda: bool(running(course_server) - before - {kernel}), 60, "another kernel")
    box = near_partners(opened.page)
    assert box.input_value() == "77"


def test_a_full_house_says_so_and_the_text_is_there(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    with served(tmp_path / "workspace", PASSERELLES_SESSIONS="1") as running_course:
        first = visit(running_course.url(MODULE), lang="en")
        near_partners(first.page)
        second = visit(running_course.url(MODULE), lang="en")
        second.page.get_by_text("Many pages are open just now").first.wait_for(state="attached")
        assert second.page.locator("section.prose").count() > 20
        first.page.close()
        wait_for(lambda: not running(running_course), 60, "the first page's kernel is ended")
        second.page.reload()
        near_partners(second.page)


def test_a_server_that_stops_leaves_no_process(tmp_path: Path, visit: Callable[..., Visit]) -> None:
    with served(tmp_path / "workspace") as running_course:
        opened = visit(running_course.url(MODULE), lang="en")
        settled(opened.page)
        pids = descendants(running_course.process.pid)
        assert pids
        running_course.process.kill()
        wait_for(lambda: not [pid for pid in pids if alive(pid)], 5, "every process is gone")
    assert json.loads((tmp_path / "workspace" / "progress.json").read_text()) is not None


def descendants(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    found: list[int] = []
    level = {root}
    while level:
        level = {pid for pid, parent in parents.items() if parent in level}
        found += level
    return found


def alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
