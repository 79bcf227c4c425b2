"""A learner's code in its sandbox: what it may not read, reach, keep or use up.

What no sandbox can prevent: code that grades itself in the process of the tests (an
`__eq__` that is always true, a replaced `assert`, forged answers on the pipe) can earn
the points of its own notebook, there and nowhere else; `test_sandbox_outputs.py` shows its bounds.
"""

import base64
import os
import time
from pathlib import Path

import pytest
from tests.sandboxes import cells, form, shown

from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.sandbox.runner import Sandboxes

SECRET = "only-for-instructors-7391"
NOTICE = "(cut)"
LIMITS = Limits(seconds=40, megabytes=200, processes=24, files=8)


@pytest.fixture(scope="module")
def sandboxes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    folder.chmod(0o755)
    (folder / "data.csv").write_text("a,b\n1,2\n")
    made = Sandboxes(folder, [], form())
    yield made
    made.close()


@pytest.fixture
def run(sandboxes):
    def go(*sources, files=None, limits=LIMITS, **options):
        packed = {
            name: base64.b64encode(content.encode()).decode()
            for name, content in (files or {}).items()
        }
        return sandboxes.run(cells(*sources, **options), packed, limits, NOTICE)

    return go


def test_ordinary_code_works(run):
    done = run(
        "1 + 1",
        "open('data.csv').read(), open('own.txt').read()",
        "import asyncio; await asyncio.sleep(0); print('awaited')",
        "%pwd",
        "from IPython.display import HTML; HTML('<table><tr><td>x</td></tr></table>')",
        "raise ValueError('é')",
        "!echo from a shell",
        "open('written.txt', 'w').write('x' * 1000); len(open('written.txt').read())",
        "input()",
        files={"own.txt": "hers"},
    )
    assert done.fault is None
    said = [shown(outputs) for outputs in done.outputs]
    assert said[0] == "2"
    assert said[1] == "('a,b\\n1,2\\n', 'hers')"
    assert said[2] == "awaited\n"
    assert done.outputs[4][0]["data"]["text/html"].startswith("<table>")
    assert "ValueErroré" in said[5]
    assert "from a shell" in said[6]
    assert said[7] == "1000"
    assert "StdinNotImplementedError" in said[8]
    assert done.counts == (1, 2, 3, 4, 5, 6, 7, 8, 9)


def test_a_figure_is_shown(run):
    pytest.importorskip("matplotlib")
    done = run("%matplotlib inline\nimport matplotlib.pyplot as p; p.plot([1, 2]);", timeout=60)
    assert any("image/png" in output.get("data", {}) for output in done.outputs[0])


@pytest.mark.parametrize(
    "source",
    [
        "open({secret!r}).read()",
        "import os; os.listdir({folder!r})",
        (
            "import os\n[f for place, _, files in os.walk('/') if 'site-packages' not in place"
            " for f in files if f.endswith(('7391.txt', 'gradebook.db', '.ipynb'))]"
        ),
        "open('/etc/shadow').read(), open('/etc/passwd').read()",
        "open('/proc/1/environ').read()",
        "open('/proc/self/environ').read()",
        "open(f'/proc/{{__import__(\"os\").getppid()}}/environ').read()",
        "import os; dict(os.environ)",
        "import os; os.open('/proc/self/fd', os.O_RDONLY)",
        "import os; [os.read(n, 99) for n in range(3, 10)]",
        "import os; os.listdir(os.path.expanduser('~root'))",
    ],
)
def test_nothing_of_the_instructors_is_seen(run, tmp_path, monkeypatch, source):
    secret = tmp_path / "marks-7391.txt"
    secret.write_text(SECRET)
    secret.chmod(0o644)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", SECRET)
    done = run(source.format(secret=str(secret), folder=str(tmp_path)))
    said = shown(done.outputs[0])
    assert SECRET not in said
    assert ".txt'" not in said or "Error" in said
    assert "gradebook.db" not in said
    assert str(Path.home()) not in said or "Error" in said


def test_no_network_not_even_its_own_machine(run):
    done = run(
        "import socket\n"
        "for address in (('127.0.0.1', 22), ('1.1.1.1', 53), ('localhost', 80)):\n"
        "    try: socket.create_connection(address, 2); print('reached', address)\n"
        "    except OSError as error: print('no', type(error).__name__)",
        "import socket\n"
        "for family in (40, 16, 17, 38):  # vsock, netlink, packet, kernel cryptography\n"
        "    try: socket.socket(family, socket.SOCK_STREAM); print('reached', family)\n"
        "    except OSError as error: print('no')",
    )
    assert "reached" not in shown(done.outputs[0]) + shown(done.outputs[1])
    assert shown(done.outputs[1]).count("no") == 4


def test_no_way_to_more_rights(run):
    done = run(
        "import os, ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
        "for name, call in {\n"
        "    'setuid': lambda: os.setuid(0), 'setgid': lambda: os.setgid(0),\n"
        "    'chroot': lambda: os.chroot('/tmp'),\n"
        "    'mknod': lambda: os.mknod('/tmp/d', 0o60600, 1),\n"
        "    'nice': lambda: os.nice(-5),\n"
        "}.items():\n"
        "    try: call(); print('possible', name)\n"
        "    except OSError: pass\n"
        "for number in (0x10000000, 0x00020000, 0x40000000, 0x20000000):\n"
        "    if libc.unshare(number) == 0: print('possible unshare', number)\n"
        "if libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0: print('possible mount')\n"
        "if libc.mount(b'proc', b'/proc', b'proc', 0, None) == 0: print('possible proc')\n"
        "if libc.umount2(b'/proc', 2) == 0: print('possible umount')\n"
        "if libc.ptrace(0, 0, 0, 0) == 0: print('possible ptrace')\n"
        "if libc.prctl(1, 0, 0, 0, 0) == 0: print('possible to outlive')\n"
        "if libc.prctl(4, 0, 0, 0, 0) == 0: print('possible to hide')\n"
        "if libc.syscall(319, b'x', 0) > 0: print('possible memfd')\n"
        "print(os.getuid() != 0, 'tried')",
        "import os; open('/usr/x', 'w')",
        "import os; os.remove(os.__file__)",
        "import subprocess; print(subprocess.run(['su', '-c', 'id'], stdin=subprocess.DEVNULL,"
        " capture_output=True).returncode)",
    )
    assert "possible" not in shown(done.outputs[0])
    assert "True tried" in shown(done.outputs[0])
    assert "Error" in shown(done.outputs[1])
    assert "Error" in shown(done.outputs[2])
    assert shown(done.outputs[3]).strip() != "0"


def test_siblings_share_nothing(run):
    first = run(
        "import os, time\n"
        "for place in ('/tmp', '/dev/shm', '/dev', '/var/tmp', '.', '/run', '/assignment'):\n"
        "    try: open(f'{place}/left-here', 'w').write('x')\n"
        "    except OSError: pass\n"
        "if os.fork() == 0:\n"
        "    os.setsid(); time.sleep(60)",
    )
    assert first.fault is None
    second = run(
        "import os\n"
        "print([p for p in ('/tmp', '/dev/shm', '/dev', '.', '/run', '/assignment')"
        " if os.path.exists(f'{p}/left-here')])",
        "import os\nalive = []\n"
        "for pid in range(2, 3000):\n"
        "    try: os.kill(pid, 0); alive.append(pid)\n"
        "    except OSError: pass\n"
        "alive",
    )
    assert shown(second.outputs[0]) == "[]\n"
    assert shown(second.outputs[1]) == "[]"


def _processes(mark):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found.append(mark in (folder / "cmdline").read_bytes())
            except OSError:
                continue
    return sum(found)


def test_a_process_left_behind_ends_with_its_sandbox(run):
    mark = f"left-behind-{os.getpid()}"
    done = run(
        "import subprocess, sys\n"
        "for _ in range(3):\n"
        f"    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)', '{mark}'],"
        " start_new_session=True)\n"
        "import os\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(99)\n"
    )
    assert done.fault is None or done.fault == "crash"
    for _ in range(100):
        if not _processes(mark.encode()):
            return
        time.sleep(0.05)
    pytest.fail("a process outlived its sandbox")


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("import os; os._exit(0)", {"crash"}),
        ("import os; os.kill(os.getpid(), 11); import ctypes; ctypes.string_at(0)", {"crash"}),
        ("import os; os.abort()", {"crash"}),
        ("import os; os.closerange(0, 100)", {"crash", None}),
        ("import os; [os.write(n, b'\\xff' * 99) for n in (10, 11)]", {"crash", None}),
        ("x = [b'x' * 50_000_000 for _ in range(40)]", {"memory", None}),
        ("import mmap; x = mmap.mmap(-1, 1 << 33); x.write(b'x' * (1 << 33))", {"memory", None}),
        ("import sys; sys.setrecursionlimit(10**8)\ndef f(): f()\nf()", {"crash", "memory", None}),
        ("import sys; sys.exit(3)", {None}),
        ("exit()", {None}),
        ("def f(): f()\nf()", {None}),
    ],
)
def test_a_cell_that_ends_python_costs_itself(run, source, faults):
    done = run("before = 1", source, "before + 1", timeout=15)
    assert done.fault in faults
    assert shown(done.outputs[2]) == "2"
    if done.fault in ("crash", "memory"):
        assert done.outputs[1][-1]["output_type"] == "error"


def test_memory_of_many_processes_is_counted_together(run):
    done = run(
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        kept = bytearray(os.urandom(60_000_000)); time.sleep(30); os._exit(0)\n"
        "time.sleep(30)",
        "7",
        timeout=25,
    )
    assert done.fault == "memory"
    assert shown(done.outputs[1]) == "7"


@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: break\n",
        (
            "import threading, time\n"
            "try:\n    for _ in range(9999): threading.Thread(target=time.sleep, args=(9,),"
            " daemon=True).start()\nexcept RuntimeError as error: print('stopped')"
        ),
    ],
)
def test_processes_and_threads_have_an_end(run, source):
    begun = time.monotonic()
    done = run(source, timeout=8, limits=Limits(20, 200, 24, 8))
    assert time.monotonic() - begun < 60
    assert done.outputs[0] == [] or done.outputs[0][-1]["output_type"] in ("error", "stream")
    assert shown(run("1 + 1").outputs[0]) == "2"


def test_endless_loops_are_interrupted_then_ended(run):
    done = run("while True: pass", "1", timeout=1)
    assert done.fault == "time"
    names = [output["ename"] for output in done.outputs[0]]
    assert names == ["KeyboardInterrupt", "CellTimeoutError"]
    assert shown(done.outputs[1]) == "1"
    done = run(
        "import signal\n"
        "for n in range(1, 65):\n"
        "    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "1",
        timeout=1,
    )
    assert done.fault == "time"
    assert done.outputs[0][-1]["output_type"] == "error"
    assert shown(done.outputs[1]) == "1"


def test_a_notebook_has_a_deadline(run):
    sources = ["import time; time.sleep(3)"] * 9
    begun = time.monotonic()
    done = run(*sources, timeout=None, limits=Limits(4, 200, 24, 8))
    assert time.monotonic() - begun < 40
    assert done.fault == "time"
    assert done.outputs[0] == []
    assert all(outputs[-1]["ename"] == "NotRun" for outputs in done.outputs[2:])


@pytest.mark.parametrize(
    "source",
    [
        "print('x' * 100_000_000)",
        pytest.param("for n in range(2_000_000): print(n)", marks=pytest.mark.slow),
        "from IPython.display import display\nfor n in range(20_000): display(n)",
        "'x' * 50_000_000",
        "raise ValueError('x' * 50_000_000)",
        "import subprocess; subprocess.run(['sh', '-c', 'yes | head -c 6000000'])",
    ],
)
def test_output_is_cut_and_said(run, source):
    done = run(source, "1", timeout=60, limits=Limits(90, 600, 24, 16))
    assert done.fault == "output"
    assert NOTICE in shown(done.outputs[0])
    assert len(str(done.outputs[0])) < 3_000_000
    assert shown(done.outputs[1]) == "1"


def test_files_have_a_limit(run):
    done = run(
        "import os\nwith open('sparse', 'wb') as f:\n    f.truncate(10 ** 12)",
        "with open('big', 'wb') as f:\n    for _ in range(500): f.write(b'x' * 1_000_000)",
        "n = 0\ntry:\n    while True:\n        open(f'file{n}', 'w').close(); n += 1\n"
        "except OSError: print('stopped')",
        "[open('data.csv') for _ in range(5000)]",
    )
    assert all("Error" in shown(done.outputs[n]) for n in (0, 1, 3))
    assert "stopped" in shown(done.outputs[2])
