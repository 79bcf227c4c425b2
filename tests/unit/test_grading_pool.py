"""The pool: results in any order, a worker that ends costs only the work that ended it."""

import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from passerelles.grading.pool import Serial, cores, executor, through
from passerelles.library.errors import Refusal


def work(number):
    if number == 5:
        os._exit(9)
    if number == 7:
        raise ValueError("seven")
    time.sleep(0.01 * (number % 3))
    return number * number


def give(pool, number):
    return pool.submit(work, number)


def test_a_worker_that_ends_costs_only_its_own_work():
    def make():
        return ProcessPoolExecutor(2, mp_context=get_context("fork"))

    done = dict(through(make, give, iter(range(1, 12)), 4))
    assert set(done) == set(range(1, 12))
    assert {number for number, value in done.items() if isinstance(value, Exception)} == {5, 7}
    assert all(done[number] == number**2 for number in done if number not in (5, 7))


@pytest.mark.parametrize("make", [Serial, lambda: ThreadPoolExecutor(2)])
def test_any_executor_does(make):
    done = dict(through(make, give, iter([1, 2, 7, 3]), 2))
    assert isinstance(done.pop(7), ValueError)
    assert done == {1: 1, 2: 4, 3: 9}
    assert list(through(make, give, iter(()), 2)) == []


def test_pools_have_names():
    assert isinstance(executor("serial", 1), Serial)
    made = executor("concurrent.futures:ThreadPoolExecutor", 1)
    assert isinstance(made, ThreadPoolExecutor)
    made.shutdown()
    for name in ("nothing", "os:getcwd", "no.such:thing", "os:"):
        with pytest.raises(Refusal):
            executor(name, 1)
    assert cores() >= 1
