"""Who may ask for what: the trainer's commands and a participant's, each with its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.workshop import activities, board, compare, people, rounds, timer, walk
from passerelles.workshop.context import Context
from passerelles.workshop.events import Event
from passerelles.workshop.state import Person, State

ByTrainer = Callable[[State, Mapping[str, Any], Context], list[Event]]
ByPerson = Callable[[State, Person, Mapping[str, Any]], list[Event]]

TRAINER: Final[Mapping[str, ByTrainer]] = {
    "team-create": people.team_create,
    "teams-make": people.teams_make,
    "team-rename": people.team_rename,
    "team-merge": people.team_merge,
    "teams-open": people.teams_open,
    "move": people.move,
    "person-rename": people.person_rename,
    "person-remove": people.person_remove,
    "word-renew": people.word_renew,
    "help-done": people.help_done,
    "timer-start": timer.start,
    "timer-pause": timer.pause,
    "timer-resume": timer.resume,
    "timer-add": timer.add,
    "timer-stop": timer.stop,
    "plan-choose": walk.choose,
    "plan-next": walk.onward,
    "plan-back": walk.back,
    "plan-go": walk.go,
    "open": activities.open_one,
    "close": activities.close,
    "reopen": activities.reopen,
    "reveal": activities.reveal,
    "moderate": activities.moderate,
    "game-start": rounds.start,
    "round-open": rounds.round_open,
    "round-close": rounds.round_close,
    "game-debrief": rounds.debrief_all,
    "compare": compare.compare,
    "say": board.say,
    "unsay": board.unsay,
    "screen": board.screen,
    "end": board.end,
}

PERSON: Final[Mapping[str, ByPerson]] = {
    "answer": activities.answer,
    "decide": rounds.decide,
    "agree": rounds.agree,
    "hand": people.hand,
    "choose-team": people.choose_team,
    "language": people.speak,
}


def by_trainer(state: State, message: dict[str, Any], context: Context) -> list[Event]:
    """Return what the trainer's command makes happen; raise `Refusal`."""
    command = TRAINER.get(message["do"])
    if command is None:
        raise _unknown()
    if state.ended is not None and message["do"] not in ("end", "screen", "reveal", "word-renew"):
        raise _over()
    return command(state, message, context)


def by_person(
    state: State, person: Person, message: dict[str, Any], _context: Context
) -> list[Event]:
    """Return what a participant's command makes happen; raise `Refusal`."""
    command = PERSON.get(message["do"])
    if command is None:
        raise _unknown()
    if person.gone:
        raise Refusal(
            "Vous aviez quitté la salle ; revenez avec votre nom et votre mot personnel.",
            "You had left the room; come back with your name and your personal word.",
        )
    if state.ended is not None and message["do"] != "language":
        raise _over()
    return command(state, person, message)


def _unknown() -> Refusal:
    return Refusal(
        "Cette commande n’existe pas pour vous ; rechargez la page.",
        "This command does not exist for you; reload the page.",
    )


def _over() -> Refusal:
    return Refusal(
        "L’atelier est terminé ; votre dossier reste à télécharger.",
        "The workshop is over; your dossier can still be downloaded.",
    )
