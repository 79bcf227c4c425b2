"""Pools of workers by name: any `concurrent.futures.Executor` can grade."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from importlib import import_module
from typing import Any, Final, TypeVar

from passerelles.library.errors import Refusal

T = TypeVar("T")
R = TypeVar("R")

DEFAULT: Final = "processes"


class Serial(Executor):
    """Works in this process, one submission after the other."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` at once."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as fault:  # noqa: BLE001 - as an executor does
            done.set_exception(fault)
        return done


def processes(jobs: int) -> Executor:
    """Return a pool of forked processes, which share what this one has imported.

    Where the system has no room for one (`/dev/shm` is full), the pool is this process:
    slower, and everybody is graded all the same.
    """
    from passerelles.grading.prepare import own_process  # noqa: PLC0415 - loads nbgrader

    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    try:
        return ProcessPoolExecutor(jobs, mp_context=context, initializer=own_process)
    except OSError:
        return Serial()


def serial(jobs: int) -> Executor:  # noqa: ARG001 - as every maker of pools
    """Return the pool that is this process."""
    return Serial()


POOLS: Final[dict[str, Callable[[int], Executor]]] = {"processes": processes, "serial": serial}


def executor(name: str, jobs: int) -> Executor:
    """Return the pool called `name`: one of `POOLS`, or `package.module:function`.

    Such a function takes the number of jobs and returns an executor, so that a
    cluster can take the place of this machine's processes. Raises `Refusal`.
    """
    if name in POOLS:
        return POOLS[name](jobs)
    module, colon, function = name.partition(":")
    try:
        found = getattr(import_module(module), function)(jobs) if colon else None
    except (ImportError, AttributeError, TypeError):
        found = None
    if not isinstance(found, Executor):
        known = ", ".join(POOLS)
        raise Refusal(
            f"Aucun groupe de travail ne s’appelle {ascii(name)[:80]} ; choisissez parmi {known}, "
            "ou donnez « paquet.module:fonction ».",
            f"No pool is called {ascii(name)[:80]}; choose one of {known}, or give "
            "“package.module:function”.",
        )
    return found


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def through(
    make: Callable[[], Executor],
    give: Callable[[Executor, T], Future[R]],
    tasks: Iterator[T],
    ahead: int,
) -> Iterator[tuple[T, R | Exception]]:
    """Yield each task with its result or its fault, as they come; `ahead` are held at once.

    A pool that breaks is made anew: a process ended, and nobody knows with whose
    work. What it held is tried again, each in a pool of its own; what breaks that
    one too is at fault.
    """
    running: dict[Future[R], T] = {}
    pool = make()
    try:
        while True:
            lost: list[T] = []
            while len(running) < ahead and not lost and (task := next(tasks, None)) is not None:
                try:
                    running[give(pool, task)] = task
                except BrokenExecutor:
                    lost.append(task)
            if not running and not lost:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                task = running.pop(future)
                fault = future.exception()
                if isinstance(fault, BrokenExecutor):
                    lost.append(task)
                else:
                    yield task, fault if isinstance(fault, Exception) else future.result()
            if lost:
                pool.shutdown(wait=False, cancel_futures=True)
                for task in [*lost, *running.values()]:
                    found = _alone(make, give, task)
                    yield task, found
                running.clear()
                pool = make()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(
    make: Callable[[], Executor], give: Callable[[Executor, T], Future[R]], task: T
) -> R | Exception:
    with make() as pool:
        try:
            return give(pool, task).result()
        except Exception as fault:  # noqa: BLE001 - the caller tells it
            return fault
