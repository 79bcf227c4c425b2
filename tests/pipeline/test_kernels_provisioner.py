"""Warm kernels as jupyter_client's programs meet them: everything an ordinary kernel does."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbclient import NotebookClient
from tests.kernels import PATIENCE, cell, connected, heard, lives, started, stopped, until

from passerelles.kernels import KERNEL_NAME
from passerelles.kernels.forked import Forked
from passerelles.kernels.keeper import keeper

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux")


def test_the_kernelspec_names_the_provisioner():
    spec = KernelSpecManager().get_kernel_spec(KERNEL_NAME)
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "passerelles-warm"
    assert spec.interrupt_mode == "signal"


def test_a_kernel_runs_cells_like_any_other(tmp_path):
    async def page():
        manager, client = await started(cwd=str(tmp_path))
        assert isinstance(manager.provisioner.process, Forked)
        assert manager.provisioner.has_process
        first = await cell(client, "1 + 1")
        assert (first.result, first.count) == ("2", 1)
        said = await cell(client, "import sys\nprint('un')\nprint('deux', file=sys.stderr)\n_ + 1")
        assert (said.text, said.result, said.count) == ("un\ndeux\n", "3", 2)
        fault = await cell(client, "def f():\n    return 1 / 0\nf()")
        assert (fault.status, fault.error) == ("error", "ZeroDivisionError")
        assert "Cell" in fault.traceback
        assert (await cell(client, "In[1], Out[1], len(In)")).result == "('1 + 1', 2, 5)"
        assert (await cell(client, "import asyncio; await asyncio.sleep(0); 5")).result == "5"
        assert (await cell(client, "%pwd")).result == repr(str(tmp_path))
        assert "shell" in (await cell(client, "!echo shell")).text
        await stopped(manager, client)
        assert not manager.provisioner.has_process

    asyncio.run(page())


def test_what_compiled_code_prints_arrives():
    async def page():
        # Under pytest's own variable ipykernel does not watch the descriptors.
        hidden = "PYTEST_CURRENT_TEST"
        manager, client = await started(
            env={name: value for name, value in os.environ.items() if name != hidden}
        )
        code = "import os, time; _ = os.write(1, b'deep\\n'); time.sleep(0.5); print('end')"
        assert "deep" in (await cell(client, code)).text
        await stopped(manager, client)

    asyncio.run(page())


def test_each_kernel_has_its_own_environment_folder_and_state(tmp_path):
    async def page():
        ask = (
            "import json, os, random, sys, uuid\n"
            "print(json.dumps([os.environ.get('PASSERELLES_WORKSPACE'), os.getcwd(),"
            " random.random(), 'kept' in dir(), sorted(n for n in dir() if n[0] != '_'),"
            " os.environ.get('LEAK'), get_ipython().kernel.ident, sys.argv[1]]))\n"
            "kept = True; os.environ['LEAK'] = 'yes'"
        )
        said = []
        for name in ("a", "b"):
            folder = tmp_path / name
            folder.mkdir()
            environment = {**os.environ, "PASSERELLES_WORKSPACE": f"/{name}"}
            manager, client = await started(cwd=str(folder), env=environment)
            said.append(json.loads((await cell(client, ask)).text))
            assert (await cell(client, "os.environ['JPY_PARENT_PID']")).result == repr(
                str(os.getpid())
            )
            await stopped(manager, client)
        one, two = said
        assert [one[0], two[0]] == ["/a", "/b"]
        assert [one[1], two[1]] == [str(tmp_path / "a"), str(tmp_path / "b")]
        assert one[2] != two[2]
        assert not two[3]
        # Nothing of what the parent exercised is left for a cell to see.
        assert set(one[4]) == {
            *("In", "Out", "exit", "quit", "open", "get_ipython"),
            *("json", "os", "random", "sys", "uuid"),
        }
        assert two[5] is None
        assert one[6] != two[6]
        assert one[7] == "-f"

    asyncio.run(page())


def test_widgets_talk_to_their_page(tmp_path):
    async def page():
        manager, client = await started(cwd=str(tmp_path))
        opened = await cell(
            client,
            "from passerelles_widgets.session import begin; begin(course='m', lang='en')\n"
            "from passerelles_widgets.notebook import *\nsimulator('partners')",
        )
        assert opened.status == "ok", opened.traceback
        kinds = [message["msg_type"] for message in opened.messages]
        assert "comm_open" in kinds
        shown = next(m for m in opened.messages if m["msg_type"] == "execute_result")
        assert "application/vnd.jupyter.widget-view+json" in shown["content"]["data"]
        # Every simulator opens: what the parent tried out and closed stands in nobody's way.
        all_of_them = (
            "from passerelles_widgets import simulators\n"
            "from passerelles_widgets.simulators.panel import simulator as now\n"
            "for name in simulators.ids(): display(simulator(name)); display(now(name))"
        )
        said = await cell(client, all_of_them)
        assert said.status == "ok", said.traceback
        await cell(client, "import ipywidgets; level = ipywidgets.IntSlider(3); level")
        comm = (await cell(client, "level.model_id")).result.strip("'")
        update = {"method": "update", "state": {"value": 9}, "buffer_paths": []}
        message = client.session.msg("comm_msg", {"comm_id": comm, "data": update})
        client.shell_channel.send(message)
        assert (await cell(client, "level.value")).result == "9"
        await stopped(manager, client)

    asyncio.run(page())


def test_a_kernel_writes_no_history_and_loads_neither_jedi_nor_a_debugger():
    async def page():
        manager, client = await started()
        ask = "import sys; [n for n in ('jedi', 'debugpy') if n in sys.modules]"
        assert (await cell(client, ask)).result == "[]"
        ask = "h = get_ipython().history_manager; h.enabled, h.save_thread"
        assert (await cell(client, ask)).result == "(False, None)"
        # Left out, not forbidden.
        assert (await cell(client, "import jedi, debugpy")).status == "ok"
        reply = await client.complete("'abc'.upp", reply=True, timeout=PATIENCE)
        assert any(match.endswith("upper") for match in reply["content"]["matches"])
        info = await client.kernel_info(reply=True, timeout=PATIENCE)
        assert info["content"]["status"] == "ok"
        await stopped(manager, client)

    asyncio.run(page())


def test_sockets_and_connection_file_are_private(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))

    async def page():
        manager, client = await started()
        await cell(client, "1")
        assert manager.transport == "ipc"
        file, folder, name = Path(manager.connection_file), *split(manager.ip)
        assert mode(file) == 0o600
        assert mode(folder) == 0o700
        sockets = list(folder.glob(f"{name}-*"))
        assert len(sockets) == 6
        assert all(len(os.fsencode(path)) < 108 for path in sockets)
        assert not listening(manager.provisioner.pid)
        await stopped(manager, client)
        assert file not in folder_of(file)
        assert not list(folder.glob(f"{name}-*"))

    asyncio.run(page())


def split(prefix: str) -> tuple[Path, str]:
    return Path(prefix).parent, Path(prefix).name


def folder_of(path: Path) -> list[Path]:
    return list(path.parent.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def listening(pid: int) -> list[str]:
    """Return the TCP sockets a process has, of whatever state."""
    table = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]
    own = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    return [line for line in table if f"socket:[{line.split()[9]}]" in own]


def test_a_running_cell_is_interrupted_and_the_kernel_goes_on():
    async def page():
        manager, client = await started()
        for code in ("while True: pass", "import time; time.sleep(600)"):
            sent = client.execute("print('in', flush=True)\n" + code)
            while (await client.get_iopub_msg(timeout=PATIENCE))["msg_type"] != "stream":
                pass
            await manager.interrupt_kernel()
            assert (await heard(client, sent)).error == "KeyboardInterrupt"
        await manager.interrupt_kernel()  # between two cells: nothing to interrupt
        assert (await cell(client, "2 + 2")).result == "4"
        await stopped(manager, client)

    asyncio.run(page())


def test_a_restart_keeps_addresses_and_clients_and_forgets_the_state():
    async def page():
        manager, client = await started()
        await cell(client, "kept = 1")
        before = manager.get_connection_info(), manager.connection_file, manager.provisioner.pid
        for now in (False, True):
            await manager.restart_kernel(now=now)
            assert await manager.is_alive()
            await client.wait_for_ready(timeout=PATIENCE)
            assert (await cell(client, "kept")).error == "NameError"
            await cell(client, "kept = 1")
        after = manager.get_connection_info(), manager.connection_file
        assert after == before[:2]
        assert manager.provisioner.pid != before[2]
        await stopped(manager, client)

    asyncio.run(page())


def test_signals_reach_the_kernel_and_what_it_started():
    async def page():
        manager, client = await started()
        said = await cell(
            client,
            "import subprocess, signal\n"
            "got = []; _ = signal.signal(signal.SIGUSR1, lambda *_: got.append(1))\n"
            "print(subprocess.Popen(['sleep', '600']).pid)",
        )
        sleeper = int(said.text)
        await manager.signal_kernel(signal.SIGUSR1)
        assert until(lambda: not lives(sleeper))
        assert (await cell(client, "got")).result == "[1]"
        second = int((await cell(client, "print(subprocess.Popen(['sleep', '600']).pid)")).text)
        await stopped(manager, client, now=True)
        assert until(lambda: not lives(second))

    asyncio.run(page())


@pytest.mark.parametrize(
    ("code", "status"),
    [("import os; os._exit(5)", 5), ("import os; os.kill(os.getpid(), 9)", -9), ("exit()", 0)],
)
def test_a_death_is_noticed_with_its_status(code, status):
    async def page():
        manager, client = await started()
        assert await manager.provisioner.poll() is None
        client.execute(code)
        process = manager.provisioner.process
        assert await asyncio.to_thread(process.wait, PATIENCE) == status
        assert await manager.provisioner.poll() == status
        assert not await manager.is_alive()
        await manager.provisioner.send_signal(signal.SIGTERM)  # to nobody
        await stopped(manager, client, now=True)

    asyncio.run(page())


def test_jupyter_server_starts_restarts_and_ends_warm_kernels(tmp_path):
    async def page():
        kernels = AsyncMappingKernelManager(
            root_dir=str(tmp_path),
            default_kernel_name=KERNEL_NAME,
            connection_dir=str(tmp_path),
        )
        ids = [await kernels.start_kernel() for _ in range(3)]
        managers = [kernels.get_kernel(kernel) for kernel in ids]
        assert all(isinstance(m.provisioner.process, Forked) for m in managers)
        restarted = asyncio.Event()
        kernels.add_restart_callback(ids[0], restarted.set)
        dead = managers[0].provisioner.pid
        os.kill(dead, signal.SIGKILL)
        await asyncio.wait_for(restarted.wait(), PATIENCE)
        assert await asyncio.to_thread(until, lambda: managers[0].provisioner.pid != dead)
        client = connected(managers[0])
        await client.wait_for_ready(timeout=PATIENCE)
        assert (await cell(client, "6 * 7")).result == "42"
        client.stop_channels()
        pids = [manager.provisioner.pid for manager in managers]
        await kernels.shutdown_all()
        assert until(lambda: not any(map(lives, pids)))
        assert not list(tmp_path.glob("kernel-*"))

    asyncio.run(page())


def test_nbclient_runs_a_notebook_on_a_warm_kernel(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("6 * 7"), nbformat.v4.new_code_cell("print('fin')")],
    )
    NotebookClient(
        notebook, kernel_name=KERNEL_NAME, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert notebook.cells[0].outputs[0]["data"]["text/plain"] == "42"
    assert notebook.cells[1].outputs[0]["text"] == "fin\n"


def test_a_blocking_manager_works_and_a_cell_may_ask_for_input():
    manager = KernelManager(kernel_name=KERNEL_NAME)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    said = []

    def hear(message):
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])

    client.execute_interactive(
        "print(input('nom ? '))",
        allow_stdin=True,
        stdin_hook=lambda _: client.input("Awa"),
        output_hook=hear,
        timeout=PATIENCE,
    )
    assert "".join(said) == "Awa\n"
    client.stop_channels()
    manager.shutdown_kernel()
    assert not manager.is_alive()


def test_output_of_a_forked_subprocess_arrives():
    async def page():
        manager, client = await started()
        code = (
            "import multiprocessing as mp\n"
            "def work():\n    print('from the fork', flush=True)\n"
            "p = mp.get_context('fork').Process(target=work); p.start(); p.join(); p.exitcode"
        )
        said = await cell(client, code)
        assert said.result == "0"
        assert "from the fork" in said.text
        await stopped(manager, client)

    asyncio.run(page())


def test_limits_and_streams_are_the_launchs_own(tmp_path):
    async def page():
        manager = AsyncKernelManager(kernel_name=KERNEL_NAME)
        manager.config.WarmProvisioner.limits = {"NOFILE": 200}
        out = tmp_path / "out"
        with out.open("w") as stream:
            await manager.start_kernel(stdout=stream, stderr=subprocess.STDOUT)
        client = connected(manager)
        await client.wait_for_ready(timeout=PATIENCE)
        ask = "import resource; resource.getrlimit(resource.RLIMIT_NOFILE)"
        assert (await cell(client, ask)).result == "(200, 200)"
        await cell(client, "import sys; _ = sys.__stderr__.write('raw\\n'); sys.__stderr__.flush()")
        await stopped(manager, client)
        assert "raw" in out.read_text()

    asyncio.run(page())


def test_what_no_fork_can_be_starts_an_ordinary_kernel(caplog):
    async def page(**options):
        manager, client = await started(**options)
        assert not isinstance(manager.provisioner.process, Forked)
        assert (await cell(client, "1 + 1")).result == "2"
        assert manager.transport == "ipc"
        await stopped(manager, client)

    asyncio.run(page(extra_arguments=["--Application.log_level=50"]))
    asyncio.run(page(env={**os.environ, "PYTHONHASHSEED": "7"}))


def test_information_for_other_servers_is_that_of_a_local_kernel():
    async def page():
        manager, client = await started()
        info = await manager.provisioner.get_provisioner_info()
        assert info["pid"] == info["pgid"] == manager.provisioner.process.pid
        assert manager.resolve_path("/etc") == "/etc"
        await stopped(manager, client)

    asyncio.run(page())


def test_all_kernels_come_from_one_parent_without_threads():
    parent = keeper().parent()
    assert parent is keeper().parent()
    assert len(list(Path(f"/proc/{parent.pid}/task").iterdir())) == 1
