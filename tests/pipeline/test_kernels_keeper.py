"""The parent of a server's kernels: one, renewed when its code changes, gone when the server is."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.kernels import cell, descendants, lives, python, started, stopped, until

from passerelles.kernels import keeper as keepers
from passerelles.kernels import preheat
from passerelles.kernels.folder import PrivateFolder, clear_if_abandoned, sweep
from passerelles.kernels.forked import Forked
from passerelles.kernels.keeper import Keeper
from passerelles.kernels.stamp import stamp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux")


@pytest.fixture(autouse=True, scope="module")
def one_parent():
    keepers.close()
    with pytest.MonkeyPatch.context() as patch:
        # Somebody may be at work on the sources while the tests run.
        patch.setattr(keepers, "stamp", lambda: 0)
        yield
        keepers.close()


def test_preheating_returns_at_once_and_the_parent_comes():
    keepers.close()
    preheat()
    kept = keepers.keeper()
    assert until(lambda: kept._parent is not None)
    assert kept.parent() is kept._parent


def test_a_parent_is_renewed_when_code_changes_and_the_old_ends_with_its_kernels(monkeypatch):
    async def page():
        manager, client = await started()
        kept = keepers.keeper()
        old = kept.parent()
        monkeypatch.setattr(keepers, "stamp", lambda: 1)
        monkeypatch.setattr(keepers, "_LOOK_AGAIN", 0.0)
        second, other = await started()
        assert kept.parent() is not old
        assert old.running
        assert (await cell(client, "1 + 1")).result == "2"
        assert (await cell(other, "1 + 1")).result == "2"
        await stopped(manager, client)
        assert manager.provisioner.process is None
        assert until(lambda: not old.running)
        await stopped(second, other)

    asyncio.run(page())


def test_the_stamp_changes_with_a_source_and_not_otherwise(tmp_path, monkeypatch):
    package = tmp_path / "stamped"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").touch()
    source = package / "inner" / "data.yml"
    source.write_text("a: 1")
    monkeypatch.syspath_prepend(tmp_path)
    before = stamp(["stamped"])
    (package / "inner" / "notes.txt").write_text("nothing imported")
    assert stamp(["stamped"]) == before
    source.write_text("a: 22")
    changed = stamp(["stamped"])
    assert changed != before
    source.unlink()
    assert stamp(["stamped"]) not in {before, changed}
    assert stamp() == stamp()
    assert stamp(["no_such_package"]) == stamp([])


def test_a_killed_parent_is_replaced_and_its_kernel_runs_on():
    async def page():
        manager, client = await started()
        await cell(client, "kept = 5")
        old = keepers.keeper().parent()
        os.kill(old.pid, signal.SIGKILL)
        assert until(lambda: not old.running)
        assert (await cell(client, "kept")).result == "5"
        assert await manager.is_alive()
        second, other = await started()
        assert isinstance(second.provisioner.process, Forked)
        assert (await cell(other, "1 + 1")).result == "2"
        # Whose parent is gone, a kernel's death is still noticed, and it restarts from the new one.
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        assert await asyncio.to_thread(until, manager.provisioner.process.ended)
        assert not await manager.is_alive()
        await manager.restart_kernel(now=True)
        await client.wait_for_ready(timeout=60)
        assert (await cell(client, "2 + 2")).result == "4"
        for each in ((manager, client), (second, other)):
            await stopped(*each)

    asyncio.run(page())


def test_a_parent_that_cannot_start_gives_ordinary_kernels_and_is_not_tried_each_time(monkeypatch):
    tried = []

    class Broken(Keeper):
        def _renew(self, present):
            tried.append(present)
            return super()._renew(present)

    broken = Broken([sys.executable, "-c", "raise SystemExit(3)"])
    monkeypatch.setattr(keepers, "_keeper", broken)

    async def page():
        for _ in range(2):
            manager, client = await started()
            assert not isinstance(manager.provisioner.process, Forked)
            assert (await cell(client, "1 + 1")).result == "2"
            await stopped(manager, client)

    asyncio.run(page())
    assert len(tried) <= 2  # the machine may be slow enough for a second look


SERVER = """
    import asyncio, json, select, sys
    from passerelles.kernels import keeper as keepers
    from passerelles.kernels.keeper import keeper
    from tests.kernels import started, cell

    keepers.stamp = lambda: 0

    async def main():
        kernels = [await started() for _ in range(int(sys.argv[1]))]
        for _, client in kernels:
            await cell(client, "1")
        print(json.dumps([keeper().parent().pid, str(keeper()._folder.path)]), flush=True)
        while not select.select([sys.stdin], [], [], 0)[0]:
            await asyncio.sleep(0.05)

    asyncio.run(main())
"""


def served(count: int = 2) -> tuple[subprocess.Popen[str], int, Path]:
    process = python(SERVER, str(count))
    parent, folder = json.loads(process.stdout.readline())
    return process, parent, Path(folder)


def test_two_servers_have_parents_and_folders_of_their_own():
    one, two = served(), served()
    try:
        assert one[1] != two[1]
        assert one[2] != two[2]
        below = descendants(one[0].pid)
        one[0].kill()
        one[0].wait()
        assert until(lambda: not any(map(lives, below)))
        assert len(descendants(two[0].pid)) == 3
        assert until(lambda: not one[2].exists())
        assert two[2].exists()
    finally:
        two[0].kill()
        two[0].wait()


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, None])
def test_nothing_is_left_however_the_server_ends(end):
    process, parent, folder = served()
    below = descendants(process.pid)
    assert parent in below
    assert len(below) == 3
    if end is None:
        process.communicate("\n")
    else:
        process.send_signal(end)
        process.wait()
    assert until(lambda: not any(map(lives, below)), 5)
    assert until(lambda: not folder.exists(), 5)


@pytest.mark.slow
def test_the_next_server_clears_what_a_server_and_its_parent_killed_together_left():
    process, parent, folder = served()
    below = descendants(process.pid)
    for pid in (parent, process.pid):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert until(lambda: not any(map(lives, below)), 5)
    assert folder.exists()
    sweep(folder.parent)
    assert not folder.exists()


@pytest.mark.slow
def test_a_process_forked_from_the_server_ends_nothing_of_its():
    script = """
        import multiprocessing, sys, time
        from passerelles.kernels import keeper as keepers
        from passerelles.kernels.keeper import keeper
        keepers.stamp = lambda: 0
        if __name__ == "__main__":
            parent = keeper().parent()
            fork = multiprocessing.get_context("fork").Process(target=time.sleep, args=(0,))
            fork.start(); fork.join()
            import os
            if os.fork() == 0:
                sys.exit(0)  # with exit functions
            os.wait()
            sys.exit(0 if keeper().parent() is parent and parent.alive else 1)
    """
    assert python(script).wait(60) == 0


@pytest.fixture
def short_path():
    """Yield a folder with a path short enough for sockets, which pytest’s own may not be."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_a_private_folder_in_use_is_never_swept(short_path):
    one = PrivateFolder((short_path,))
    assert one.path.stat().st_mode & 0o777 == 0o700
    (one.path / "socket").touch()
    two = PrivateFolder((short_path,))
    assert one.path.exists()
    assert not clear_if_abandoned(one.path)
    one.let_go()
    sweep(short_path)
    assert not one.path.exists()
    assert two.path.exists()
    two.remove()
    assert not list(short_path.iterdir())


def test_a_place_that_will_not_do_is_passed_over(short_path):
    deep = short_path / ("x" * 100)
    deep.mkdir()
    folder = PrivateFolder((short_path / "missing", deep, short_path))
    assert folder.path.parent == short_path
    assert not list(deep.iterdir())
    folder.remove()
    with pytest.raises(OSError, match="too long"):
        PrivateFolder((deep,))


def test_where_nothing_can_be_forked_kernels_are_ordinary_and_it_is_said_once():
    script = """
        import asyncio, logging, sys
        sys.modules["fcntl"] = sys.modules["resource"] = None  # as on Windows
        from passerelles.kernels import provisioner
        import subprocess
        provisioner.fork_unavailable = lambda: "this system does not fork"
        said = []
        class Hear(logging.Handler):
            def emit(self, record):
                said.append(record.getMessage())
        from traitlets.log import get_logger
        get_logger().addHandler(Hear())
        from tests.kernels import cell, started, stopped

        async def main():
            for _ in range(2):
                manager, client = await started()
                assert manager.transport == "tcp"
                assert isinstance(manager.provisioner.process, subprocess.Popen)
                assert (await cell(client, "1 + 1")).result == "2"
                await stopped(manager, client)
            assert len([line for line in said if "does not fork" in line]) == 1, said

        asyncio.run(main())
    """
    assert python(script).wait(60) == 0


def test_a_folder_that_was_removed_under_a_server_is_made_again():
    async def page():
        manager, client = await started()
        await stopped(manager, client)
        shutil.rmtree(keepers.keeper()._folder.path)
        manager, client = await started()
        assert (await cell(client, "1 + 1")).result == "2"
        await stopped(manager, client)

    asyncio.run(page())
