"""Waiting for a gradebook: as long as it makes sense, and what is said in the end."""

import pytest
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from passerelles.grading.faults import passing, said
from passerelles.grading.patience import LONGEST, Patience
from passerelles.library.errors import Refusal


def lost(words="network error"):
    return InterfaceError("SELECT 1", {}, Exception(words))


def locked():
    return OperationalError("INSERT", {}, Exception("database is locked"))


class Day:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.tries, self.reconnected = 0.0, 0, 0

    def patience(self):
        return Patience(self.reconnect, lambda: self.now, self.sleep)

    def sleep(self, seconds):
        self.now += seconds

    def reconnect(self):
        self.reconnected += 1

    def failing(self, make, times=10**6):
        def do():
            self.tries += 1
            if self.tries <= times:
                raise make()
            return "done"

        return do


@pytest.mark.parametrize(("make", "reconnected"), [(lost, 7), (locked, 0)])
def test_what_passes_is_waited_for(make, reconnected):
    day = Day()
    assert day.patience()(day.failing(make, 7)) == "done"
    assert (day.tries, day.reconnected) == (8, reconnected)


@pytest.mark.parametrize(
    ("make", "kind", "raised"),
    [
        (lost, "gone", Refusal),
        (ConnectionResetError, "gone", Refusal),
        (locked, "busy", OperationalError),
    ],
)
def test_what_does_not_pass_is_raised_and_not_waited_for_again(make, kind, raised):
    day = Day()
    patience = day.patience()
    with pytest.raises(raised):
        patience(day.failing(make))
    assert day.now == LONGEST[kind]
    with pytest.raises(raised):
        patience(day.failing(make))
    assert day.now == LONGEST[kind]
    assert patience(lambda: "it answers") == "it answers"
    day.tries = 0
    assert patience(day.failing(make, 3)) == "done"


def test_any_other_fault_is_raised_at_once():
    day = Day()
    with pytest.raises(ValueError, match="seven"):
        day.patience()(day.failing(lambda: ValueError("seven")))
    assert (day.tries, day.now) == (1, 0)


@pytest.mark.parametrize("code", ["57P01", "57P02", "57P03", "08006", "53300"])
def test_a_server_that_ends_or_starts_is_gone_for_now(code):
    answer = {"S": "FATAL", "C": code, "M": "the database system is starting up"}
    assert passing(ProgrammingError("SELECT 1", {}, Exception(answer))) == "gone"


@pytest.mark.parametrize(
    "fault",
    [
        ProgrammingError("SELECT", {}, Exception({"C": "42P01", "M": "no such table"})),
        InterfaceError("INSERT", {}, Exception("Error binding parameter 1")),
        OperationalError("INSERT", {}, Exception("database or disk is full")),
        RuntimeError("network error"),
    ],
)
def test_other_faults_do_not_pass(fault):
    assert passing(fault) is None


def test_the_reason_is_found_behind_nbgraders_own_exceptions():
    def given_up():
        try:
            raise lost()
        except InterfaceError:
            raise ValueError("nbgrader gives up") from None

    with pytest.raises(ValueError, match="gives up") as raised:
        given_up()
    assert passing(raised.value) == "gone"
    refusal = said(raised.value)
    assert "start PostgreSQL again" in refusal.text.en
    assert "remettez PostgreSQL en marche" in refusal.text.fr
