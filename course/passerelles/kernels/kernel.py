"""An IPython kernel in two halves: all that can stand before the fork, and the rest.

Before: configuration, profile, kernel and shell, with a session and sockets that
lead nowhere. After: session, sockets, threads, streams. What a learner's kernel
does not need is left out: history, debugger, subshells, Jedi.
"""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

import os
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import zmq
from ipykernel.control import ControlThread
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado import ioloop
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

_LAST_WORD: Final = 2.0  # seconds


class Nowhere:
    """A socket that leads nowhere, for the kernel that has none yet."""

    io_thread = None

    def send_multipart(self, *_: Any, **__: Any) -> None:
        """Send nothing."""

    send = send_multipart

    def flush(self, *_: Any) -> None:
        """Have nothing to flush."""


class PrivateIOPubThread(IOPubThread):
    """Takes the output of forked subprocesses over a private socket instead of TCP."""

    address = ""

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        socket = self.socket.context.socket(zmq.PULL)
        socket.linger = 0
        socket.bind(self.address)
        self._pipe_in = ZMQStream(socket, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[Any, Any]:
        context = zmq.Context()
        socket = context.socket(zmq.PUSH)
        socket.linger = 3000
        socket.connect(self.address)
        return context, socket


class _NoSubshells:
    """What ipykernel asks, in place of the subshells' thread, which thread runs the cells."""

    def __init__(self) -> None:
        self.parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class WarmKernel(IPythonKernel):
    """IPython's kernel without the debugger and the subshells, and their threads."""

    _supports_kernel_subshells = False

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.shell_channel_thread = _NoSubshells()

    def start(self) -> None:
        """Take requests."""
        self.shell.exit_now = False
        super(IPythonKernel, self).start()


class WarmKernelApp(IPKernelApp):
    """`prepare` before the fork, `wake` after it."""

    def prepare(self) -> None:
        """Set up configuration, kernel and shell; no thread, no socket, no event loop."""
        super(IPKernelApp, self).initialize([])
        self.init_pdb()
        self.session = Session(parent=self)
        nowhere = Nowhere()
        self.kernel = WarmKernel.instance(
            parent=self,
            session=self.session,
            iopub_socket=nowhere,
            log=self.log,
            profile_dir=self.profile_dir,
        )
        self.init_path()
        self.init_shell()

    def wake(self, connection_file: str, ready: Callable[[], None]) -> None:
        """Open the sockets the connection file names, call `ready`, and run until shut down."""
        self.connection_file = connection_file
        # Nobody prints advice on a terminal: this process belongs to a server.
        self.parent_handle = os.getppid()
        self.session = Session(parent=self)
        self.load_connection_file()
        self.init_sockets()
        self.init_heartbeat()
        self.log_connection_info()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()
        ready()
        self.start()

    def init_poller(self) -> None:
        """Poll no parent: the kernel dies with its server by its lifeline."""

    def init_control(self, context: Any) -> None:
        """Open the control channel, without the debugger's sockets and the subshells' thread."""
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_socket.linger = 1000
        self.control_port = self._bind_socket(self.control_socket, self.control_port)
        self.control_socket.router_handover = 1
        self.control_thread = ControlThread(daemon=True)

    def init_iopub(self, context: Any) -> None:
        """Open the output channel; subprocesses' output comes over a private socket."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        # A kernel first started cold over TCP keeps that transport when it is started again.
        private = self.transport == "ipc"
        PrivateIOPubThread.address = f"ipc://{self.ip}-pipe"
        thread = PrivateIOPubThread if private else IOPubThread
        self.iopub_thread = thread(self.iopub_socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_kernel(self) -> None:
        """Give the prepared kernel and its shell their session, sockets and surroundings."""
        kernel, shell = self.kernel, self.kernel.shell
        kernel.ident = str(uuid.uuid4())
        kernel.session = self.session
        kernel.shell_stream = ZMQStream(self.shell_socket)
        kernel.control_thread = self.control_thread
        kernel.control_stream = ZMQStream(self.control_socket, self.control_thread.io_loop)
        kernel.iopub_thread = self.iopub_thread
        kernel.iopub_socket = self.iopub_socket
        kernel.stdin_socket = self.stdin_socket
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr  # noqa: SLF001 - it took the parent's
        kernel.record_ports({f"{name}_port": port for name, port in self._ports.items()})
        for sender in (shell.displayhook, shell.display_pub):
            sender.session = self.session
            sender.pub_socket = self.iopub_socket
        shell.displayhook.topic = kernel._topic("execute_result")  # noqa: SLF001
        self.displayhook.get_execution_count = lambda: kernel.execution_count
        self.control_thread.start()
        shell.init_environment()
        here = Path.cwd().as_posix()
        shell.starting_dir = here
        shell.user_ns["_dh"][:] = [here]
        if name := os.environ.get("JPY_SESSION_NAME"):
            shell.user_ns["__session__"] = name

    def start(self) -> None:
        """Run until shut down.

        The control thread must have sent its last word before the process ends:
        at exit the output thread stops first, and flushing through it would then
        wait for ever.
        """
        self.kernel.start()
        self.io_loop = ioloop.IOLoop.current()
        self.io_loop.start()
        self.control_thread.stop()
        self.control_thread.join(_LAST_WORD)


def prepared() -> WarmKernelApp:
    """Return an application that is ready to be forked."""
    config = Config()
    config.HistoryManager.enabled = False
    config.Completer.use_jedi = False
    app = WarmKernelApp.instance(config=config)
    app.prepare()
    return app
