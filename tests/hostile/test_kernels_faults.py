"""What goes wrong around kernels: nothing left behind, nothing lost, and the next kernel starts."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.kernels import PATIENCE, cell, descendants, lives, python, started, stopped, until

from passerelles.kernels import keeper as keepers
from passerelles.kernels.forked import Forked

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux")


@pytest.fixture(autouse=True, scope="module")
def one_parent():
    keepers.close()
    with pytest.MonkeyPatch.context() as patch:
        # Somebody may be at work on the sources while the tests run.
        patch.setattr(keepers, "stamp", lambda: 0)
        yield
        keepers.close()


def descriptors() -> set[str]:
    """Return what this process has open, by what it is."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def test_thirty_kernels_at_once_then_none_and_no_trace(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))

    async def crowd():
        kernels = await asyncio.gather(*(started() for _ in range(30)))
        said = await asyncio.gather(*(cell(client, "6 * 7") for _, client in kernels))
        assert [each.result for each in said] == ["42"] * 30
        pids = [manager.provisioner.pid for manager, _ in kernels]
        assert len(set(pids)) == 30
        assert all(isinstance(manager.provisioner.process, Forked) for manager, _ in kernels)
        parent = keepers.keeper().parent()
        folder = keepers.keeper()._folder.path
        await asyncio.gather(*(stopped(*kernel) for kernel in kernels))
        assert not any(map(lives, pids))
        assert until(lambda: not descendants(parent.pid))
        assert [path.name for path in folder.iterdir()] == ["server.lock"]
        assert not list((tmp_path / "runtime").glob("*"))

    asyncio.run(crowd())
    keepers.close()
    before = descriptors()
    asyncio.run(crowd())
    keepers.close()
    assert len(descriptors() - before) <= 2


def easily_killed(pid: int) -> int:
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text())


SERVER = """
    import asyncio, json, os, sys
    from passerelles.kernels import keeper as keepers
    from passerelles.kernels.keeper import keeper
    from tests.kernels import started, cell

    keepers.stamp = lambda: 0

    async def main():
        kernels = await asyncio.gather(*(started() for _ in range(int(sys.argv[1]))))
        busy = "import subprocess, time; _ = subprocess.Popen(['sleep', '600'])"
        await asyncio.gather(*(cell(client, busy) for _, client in kernels))
        for number, (_, client) in enumerate(kernels):
            client.execute("while True: pass" if number < 2 else "time.sleep(600)")
        await asyncio.sleep(0.2)
        folder = os.path.dirname(kernels[0][0].ip)
        print(json.dumps([folder, keeper().parent().pid]), flush=True)
        await asyncio.sleep(600)

    asyncio.run(main())
"""


def test_a_server_killed_outright_with_twenty_busy_kernels_leaves_nothing():
    process = python(SERVER, "20")
    folder, _ = json.loads(process.stdout.readline())
    below = descendants(process.pid)
    assert len(below) == 1 + 20 * 2
    process.kill()
    process.wait()
    assert until(lambda: not any(map(lives, below)), 5)
    assert until(lambda: not Path(folder).exists(), 5)


def test_a_server_and_its_parent_killed_together_leave_no_process():
    process = python(SERVER, "5")
    _, parent = json.loads(process.stdout.readline())
    below = descendants(process.pid)
    assert parent in below
    os.kill(parent, signal.SIGKILL)
    process.kill()
    process.wait()
    assert until(lambda: not any(map(lives, below)), 5)


def test_a_stopped_parent_is_given_up_and_replaced(monkeypatch):
    async def page():
        manager, client = await started()
        old = keepers.keeper().parent()
        old._channel.settimeout(0.5)
        os.kill(old.pid, signal.SIGSTOP)
        second, other = await started()
        assert isinstance(second.provisioner.process, Forked)
        assert until(lambda: not old.running)
        assert (await cell(client, "1 + 1")).result == "2"
        for each in ((manager, client), (second, other)):
            await stopped(*each)

    asyncio.run(page())


def test_a_parent_killed_in_the_middle_of_a_crowd_costs_nobody_a_kernel():
    async def page():
        await stopped(*await started())
        starting = [asyncio.create_task(started()) for _ in range(8)]
        await asyncio.sleep(0.02)
        os.kill(keepers.keeper()._parent.pid, signal.SIGKILL)
        kernels = await asyncio.gather(*starting)
        for manager, client in kernels:
            assert (await cell(client, "1 + 1")).result == "2"
            await stopped(manager, client)

    asyncio.run(page())


def test_a_kernel_out_of_memory_dies_alone():
    async def page():
        manager, client = await started()
        second, other = await started()
        code = (
            "import resource; resource.setrlimit(resource.RLIMIT_AS, (600_000_000,) * 2)\n"
            "try:\n    x = bytearray(2_000_000_000)\nexcept MemoryError:\n    print('full')"
        )
        assert "full" in (await cell(client, code)).text
        assert (await cell(other, "1 + 1")).result == "2"
        assert easily_killed(second.provisioner.pid) > easily_killed(os.getpid())
        for each in ((manager, client), (second, other)):
            await stopped(*each)

    asyncio.run(page())


def test_without_descriptors_a_start_fails_cleanly_and_the_next_succeeds(tmp_path):
    # Below the managers: libzmq itself aborts a server that has no descriptor for its sockets.
    script = """
        import asyncio, errno, json, os, resource, sys
        from passerelles.kernels.keeper import keeper
        from passerelles.kernels.launch import launch
        from tests.kernels import cell, descendants, started, stopped, until

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

        async def main():
            await stopped(*await started())
            parent = keeper().parent()
            file = os.path.join(sys.argv[1], "kernel.json")
            with open(file, "w") as out:
                json.dump({"transport": "ipc", "ip": file, "key": ""}, out)
            refused = launched = 0
            for room in range(12):
                filled = [os.open(os.devnull, os.O_RDONLY)]
                while filled[-1] < 100:
                    filled.append(os.dup(filled[0]))
                resource.setrlimit(resource.RLIMIT_NOFILE, (filled[-1] + 1 + room, hard))
                try:
                    forked, complaint = await launch(file, {"env": dict(os.environ)}, {})
                except OSError as fault:
                    assert fault.errno == errno.EMFILE, fault
                    refused += 1
                else:
                    launched += 1
                    forked.kill()
                    assert forked.wait(20) is not None
                finally:
                    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
                    for descriptor in filled:
                        os.close(descriptor)
            assert refused >= 4, refused
            assert launched >= 4, launched
            assert keeper().parent() is parent, "the parent was lost for want of a descriptor"
            assert until(lambda: not descendants(parent.pid)), "a kernel was left"
            manager, client = await started()
            assert (await cell(client, "1 + 1")).result == "2"
            await stopped(manager, client)

        asyncio.run(main())
    """
    assert python(script, str(tmp_path)).wait(PATIENCE) == 0


@pytest.mark.parametrize("mount", ["-o size=4k", "-o ro"])
def test_kernels_need_no_shared_memory_folder(mount):
    unshare = shutil.which("unshare")
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/dev/shm"]
    if not unshare or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no mount namespace to be had here")
    script = (
        "import asyncio\n"
        "from passerelles.kernels.forked import Forked\n"
        "from tests.kernels import cell, started, stopped\n"
        "async def main():\n"
        "    manager, client = await started()\n"
        "    assert isinstance(manager.provisioner.process, Forked)\n"
        "    assert (await cell(client, '1 + 1')).result == '2'\n"
        "    await stopped(manager, client)\n"
        "asyncio.run(main())\n"
    )
    shell = (
        f"mount -t tmpfs {mount} none /dev/shm; head -c 9k /dev/zero > /dev/shm/full 2>/dev/null;"
        ' exec "$@"'
    )
    command = ["unshare", "-m", "sh", "-c", shell, "sh", sys.executable, "-c", script]
    subprocess.run(command, check=True, timeout=PATIENCE)


def test_a_clock_that_jumps_changes_nothing(monkeypatch):
    real, jump = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + jump[0])

    async def page():
        for seconds in (0.0, -7200.0, 31_536_000.0):
            jump[0] = seconds
            manager, client = await started()
            jump[0] = -seconds
            assert (await cell(client, "1 + 1")).result == "2"
            assert await manager.is_alive()
            await stopped(manager, client)

    asyncio.run(page())
    sources = Path(keepers.__file__).parent.glob("*.py")
    assert not [path.name for path in sources if "time.time(" in path.read_text()]


def test_a_folder_that_is_gone_and_a_broken_connection_file_are_a_dead_kernel_not_a_lost_parent(
    tmp_path,
):
    async def page():
        manager, client = await started()
        parent = keepers.keeper().parent()
        gone = tmp_path / "gone"
        second, other = await started(cwd=str(gone))
        assert not await second.is_alive()
        await stopped(second, other, now=True)
        assert keepers.keeper().parent() is parent
        assert (await cell(client, "1 + 1")).result == "2"
        await stopped(manager, client)

    asyncio.run(page())


def test_a_start_that_is_given_up_leaves_no_kernel():
    async def page():
        await stopped(*await started())
        parent = keepers.keeper().parent()
        for pause in (0.0, 0.005, 0.02):
            starting = asyncio.create_task(started())
            await asyncio.sleep(pause)
            starting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await starting
            await asyncio.sleep(0.2)
        assert await asyncio.to_thread(until, lambda: not descendants(parent.pid))

    asyncio.run(page())


def test_a_cell_that_kills_its_parent_costs_other_learners_nothing():
    async def page():
        manager, client = await started()
        second, other = await started()
        await cell(client, "import os, signal; os.kill(os.getppid(), signal.SIGKILL)")
        assert (await cell(other, "1 + 1")).result == "2"
        third, another = await started()
        assert (await cell(another, "1 + 1")).result == "2"
        for each in ((manager, client), (second, other), (third, another)):
            await stopped(*each)

    asyncio.run(page())
