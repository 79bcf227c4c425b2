"""The fork core: a prepared function forked on request, each child with what is its own."""

from __future__ import annotations

import ast
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.kernels import descendants, lives, python, until

from passerelles.kernels import wire
from passerelles.kernels.forkserver import ForkServer, LostError, Request

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux")

PARENT = """
import argparse, os, signal, socket
from passerelles.kernels.fork import Parent

parser = argparse.ArgumentParser()
parser.add_argument("--channel", type=int)
parser.add_argument("--lifeline", type=int)
options = parser.parse_args()
channel = socket.socket(fileno=options.channel)
prepared = {"number": 41}
signal.signal(signal.SIGTERM, lambda *_: None)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})

def run(task, descriptors):
    names = {"prepared": prepared, "descriptors": descriptors, "status": None}
    exec(task, names)
    return names["status"]

Parent(channel, options.lifeline, run).serve()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ForkServer]:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    server = ForkServer([sys.executable, str(script)])
    yield server
    server.close()


def told(server: ForkServer, task: str, **options) -> tuple[dict, int]:
    """Run a task that prints JSON; return that and the exit status."""
    reading, writing = os.pipe()
    child = server.fork(Request(task, streams={1: writing}, **options))
    os.close(writing)
    with os.fdopen(reading) as out:
        said = out.read()
    return json.loads(said) if said else {}, child.wait(20)


def test_the_core_knows_nothing_of_jupyter_or_zmq():
    code = (
        "import sys, passerelles.kernels.fork, passerelles.kernels.forkserver\n"
        "heavy = {'zmq', 'tornado', 'IPython', 'ipykernel', 'jupyter_client', 'traitlets'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_child_starts_where_its_parent_stands_and_changes_nothing_there(server):
    task = "import json; prepared['number'] += 1; print(json.dumps(prepared))"
    assert told(server, task) == ({"number": 42}, 0)
    assert told(server, task) == ({"number": 42}, 0)


@pytest.mark.parametrize(
    ("task", "status"),
    [
        ("pass", 0),
        ("status = 7", 7),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit", 0),
        ("raise SystemExit('gone')", 1),
        ("1 / 0", 1),
        ("import os; os._exit(9)", 9),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_the_end_of_a_child_is_told_as_popen_tells_it(server, task, status):
    child = server.fork(Request(task))
    assert child.wait(20) == status
    assert child.poll() == status
    assert child.ended()


def test_environment_folder_limits_and_descriptors_are_the_childs_own(server, tmp_path):
    reading, writing = os.pipe()
    task = (
        "import json, os, resource\n"
        "os.write(descriptors[0], b'heard')\n"
        "print(json.dumps([dict(os.environ), os.getcwd(),"
        " resource.getrlimit(resource.RLIMIT_CPU)[0]]))"
    )
    said, _ = told(
        server,
        task,
        environment={"ONLY": "thïs"},
        folder=str(tmp_path),
        limits={"RLIMIT_CPU": (77, resource.RLIM_INFINITY)},
        descriptors=[writing],
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as heard:
        assert heard.read() == b"heard"
    assert said == [{"ONLY": "thïs"}, str(tmp_path), 77]


def test_a_child_inherits_no_descriptor_it_was_not_given(server):
    sleepers = [server.fork(Request("import time; time.sleep(60)")) for _ in range(3)]
    task = (
        "import json, os\n"
        "def what(n):\n"
        "    try: return os.readlink(f'/proc/self/fd/{n}')\n"
        "    except OSError: return None\n"
        "found = {n: what(n) for n in map(int, os.listdir('/proc/self/fd')) if n > 2}\n"
        "print(json.dumps({n: place for n, place in found.items() if place}))"
    )
    said, _ = told(server, task)
    # Its lifeline, and nothing of the parent's conversation or of its siblings.
    assert [place.partition(":")[0] for place in said.values()] == ["pipe"]
    for sleeper in sleepers:
        sleeper.kill()
        assert sleeper.wait(20) == -signal.SIGKILL


def test_a_child_leads_a_session_of_its_own_with_signals_as_a_new_process_has_them(server):
    task = (
        "import json, os, signal\n"
        "print(json.dumps([os.getsid(0) == os.getpgid(0) == os.getpid(),"
        " signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,"
        " signal.getsignal(signal.SIGHUP) == signal.SIG_DFL,"
        " signal.getsignal(signal.SIGINT) is signal.default_int_handler,"
        " not signal.pthread_sigmask(signal.SIG_BLOCK, [])]))"
    )
    assert told(server, task) == ([True] * 5, 0)


def test_children_draw_different_random_numbers(server):
    task = "import json, random; print(json.dumps(random.random()))"
    assert told(server, task) != told(server, task)


def test_collection_is_off_in_the_parent_and_on_in_the_child(server):
    task = "import gc, json; print(json.dumps([gc.isenabled(), gc.get_freeze_count() > 1000]))"
    assert told(server, task) == ([True, True], 0)


def test_exit_functions_and_threads_are_waited_for(server):
    task = (
        "import atexit, threading, time\n"
        "atexit.register(lambda: print('2]', flush=True))\n"
        "def late():\n"
        "    time.sleep(0.1)\n"
        "    print('[1,')\n"
        "threading.Thread(target=late).start()"
    )
    assert told(server, task) == ([1, 2], 0)


def test_no_zombie_is_left_and_what_a_child_started_ends_with_it(server):
    task = (
        "import json, os, subprocess\n"
        "print(json.dumps(subprocess.Popen(['sleep', '600']).pid), flush=True)\n"
        "os._exit(0)"
    )
    children = [server.fork(Request("pass")) for _ in range(10)]
    left, _ = told(server, task)
    assert until(lambda: not lives(left))
    assert until(lambda: all(child.ended() for child in children))
    assert until(lambda: not descendants(server.pid))


def test_a_group_is_signalled_and_a_dead_child_is_left_in_peace(server):
    child = server.fork(Request("import time; time.sleep(60)"))
    child.terminate()
    assert child.wait(20) == -signal.SIGTERM
    child.kill()
    child.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        server.fork(Request("import time; time.sleep(60)")).wait(0.05)


def test_a_retired_parent_forks_no_more_and_ends_with_its_last_child(server):
    child = server.fork(Request("import time; time.sleep(60)"))
    server.retire()
    assert server.running
    child.kill()
    assert child.wait(20) == -signal.SIGKILL
    assert until(lambda: not server.running)


def test_a_lost_parent_is_said_and_its_children_live_on_until_the_server_lets_go(server):
    child = server.fork(Request("import time; time.sleep(600)"))
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: not server.running)
    with pytest.raises(LostError):
        server.fork(Request("pass"))
    assert child.poll() is None
    server.close()
    assert until(child.ended)
    assert child.poll() == 1  # nobody can tell any more


def test_a_parent_that_cannot_start_is_said(tmp_path):
    with pytest.raises(LostError, match="did not start"):
        ForkServer([sys.executable, "-c", "raise SystemExit(3)"])


def test_no_room_for_a_process_is_an_error_of_that_start_alone(tmp_path):
    full = "fork, calls = os.fork, []\n\ndef once():\n    calls.append(1)\n"
    full += "    if len(calls) == 1:\n        raise BlockingIOError(11, 'no process left')\n"
    full += "    return fork()\n\nos.fork = once\n"
    script = tmp_path / "parent.py"
    script.write_text(PARENT.replace("prepared =", full + "prepared ="))
    server = ForkServer([sys.executable, str(script)])
    with pytest.raises(BlockingIOError, match="no process left"):
        server.fork(Request("pass"))
    assert server.fork(Request("pass")).wait(20) == 0
    server.close()


def test_a_parent_with_a_second_thread_refuses():
    # A process of its own: this one may carry threads that other tests’ libraries left.
    script = """
        import threading
        from passerelles.kernels import fork
        alone, wait = fork.not_alone(), threading.Event()
        threading.Thread(target=wait.wait, name="second").start()
        print([alone, fork.not_alone()], flush=True)
        wait.set()
    """
    alone, accompanied = ast.literal_eval(python(script).stdout.read())
    assert alone == ""
    assert "second" in accompanied


def test_an_environment_larger_than_any_datagram_arrives(server):
    task = "import json, os; print(json.dumps(len(os.environ['LARGE'])))"
    large = {"LARGE": "x" * 100_000, **{f"N{n}": "y" * 10_000 for n in range(60)}}
    assert told(server, task, environment=large) == (100_000, 0)


def test_everything_ends_within_seconds_of_a_server_killed_outright(tmp_path):
    (tmp_path / "parent.py").write_text(PARENT)
    script = """
        import sys, time
        from passerelles.kernels.forkserver import ForkServer, Request
        server = ForkServer([sys.executable, sys.argv[1]])
        busy = "import subprocess; subprocess.Popen(['sleep', '600'])\\nwhile True: pass"
        children = [server.fork(Request(busy)) for _ in range(3)]
        time.sleep(0.5)
        print("ready", flush=True)
        time.sleep(600)
    """
    process = python(script, str(tmp_path / "parent.py"))
    assert process.stdout.readline() == "ready\n"
    below = descendants(process.pid)
    assert len(below) == 7
    process.kill()
    process.wait()
    assert until(lambda: not any(map(lives, below)), 5)


def test_a_message_cut_short_is_the_end_of_the_conversation():
    here, there = socket.socketpair()
    there.sendall(b"\0\0\0\x09{")
    there.close()
    with pytest.raises(wire.ClosedError):
        wire.receive(here)
    here.close()
