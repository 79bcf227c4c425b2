"""The exercise pages of a learner with two courses: two desks, and a line that drops."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.browser.test_pages import accessibility
from tests.conftest import ROOT, Served, served, wait_for
from tests.hub.desks import Hub, Running, desk
from tests.portal_client import Client

from passerelles import grading
from passerelles.desk.addresses import DESKS, TOKEN, DeskAddress, written
from passerelles.dossier.workspace import Workspace
from passerelles.grading import attempts as kept
from passerelles.library.text import Text

pytestmark = pytest.mark.slow

EXERCISE = "e3-governance"
EVENING, MORNING = Text("Cours du soir", "Evening course"), Text("Cours du matin", "Morning course")


@dataclass
class Play:
    """A learner's server, and the two classrooms behind it."""

    served: Served
    evening: Running
    rooms: dict[str, grading.Classroom]

    def client(self) -> Client:
        return Client(self.served)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    folder = tmp_path_factory.mktemp("play")
    solutions = folder / "solutions"
    shutil.copytree(ROOT / "solutions" / EXERCISE, solutions / EXERCISE)
    evening = grading.init(folder / "evening", solutions)
    path = evening.root / "passerelles.yml"
    path.write_text(
        path.read_text()
        .replace("deadline: null", 'deadline: "2199-01-31T18:00:00+00:00"')
        .replace("late: accept", "late: refuse")
    )
    shutil.copytree(ROOT / "solutions" / "e1-context", solutions / "e1-context")
    morning = grading.init(folder / "morning", solutions)
    hub = Hub()
    token = hub.enrol("ana", "evening", "morning")
    workspace = Workspace.open(folder / "workspace")
    workspace.answers(EXERCISE).keep("e3-first-move", "a", "fr")
    with (
        desk(evening.root, hub.url, folder / "evening.log", "evening") as one,
        desk(morning.root, hub.url, folder / "morning.log", "morning") as two,
    ):
        desks = (
            DeskAddress("evening", EVENING, one.url),
            DeskAddress("morning", MORNING, two.url),
        )
        with served(workspace.root, **{DESKS: written(desks), TOKEN: token}) as running:
            yield Play(running, one, {"evening": evening, "morning": morning})
    hub.stop()


def test_each_course_has_its_own_deadline_attempts_and_button(play: Play) -> None:
    page = play.client().get(f"fr/exercises/{EXERCISE}")
    assert page.text.count("Cours du soir") >= 2
    assert "31 janvier 2199" in page.text
    assert "Après cette date, rien n’est accepté." in page.text
    assert page.text.count("Remises : 0 sur 2.") == 2
    english = play.client().get("en/exercises/e1-context")
    assert "Evening course" not in english.text
    assert "Morning course" in english.text
    # No course takes this one: it is kept here, as on a laptop without a classroom.
    none = play.client().get("en/exercises/e2-needs")
    assert "the person who runs the course will grade them" in none.text
    assert "course" not in re.findall(r"<h3[^>]*>(.*?)</h3>", none.body.decode())
    listed = play.client().get("en/exercises")
    assert "Evening course: Due by 31 January 2199" in listed.text


@pytest.mark.browser
def test_handed_in_to_one_course_and_then_the_other(play: Play, visit) -> None:
    opened = visit(play.served.url(f"fr/exercises/{EXERCISE}"), lang="fr-FR")
    page = opened.page
    places = page.locator(".at-desk")
    assert places.count() == 2
    # The line drops after the receipt, while the work is being graded.
    page.route("**/api/fr/result/**", lambda route: route.abort())
    places.nth(0).get_by_role("button").click()
    places.nth(0).locator(".receipt").wait_for()
    receipt = places.nth(0).locator("code").inner_text()
    page.wait_for_function("document.querySelector('.submit-word').innerText.includes('coupée')")
    page.unroute("**/api/fr/result/**")
    places.nth(0).locator(".result .total").wait_for()
    opened.faults.clear()  # the requests that were cut off
    assert places.nth(1).locator(".receipt").count() == 0
    # Again: the same receipt, no attempt lost; then the other course.
    places.nth(0).get_by_role("button").click()
    page.wait_for_function("document.querySelector('.submit-word').innerText === ''")
    assert places.nth(0).locator("code").inner_text() == receipt
    places.nth(1).get_by_role("button", name="Cours du matin").click()
    places.nth(1).locator(".result .total").wait_for()
    page.reload()
    assert page.locator(".at-desk .result .total").count() == 2
    assert accessibility(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".attempts").all_inner_texts() == ["Remises\u00a0: 1 sur 2."] * 2
    opened.clean()
    for room in play.rooms.values():
        assert len(kept.attempts(room, "ana", EXERCISE)) == 1


def test_a_desk_that_is_down_says_so_and_keeps_the_rest(play: Play) -> None:
    play.evening.kill()
    page = play.client().get(f"en/exercises/{EXERCISE}")
    assert page.status == 200
    assert page.text.count("does not answer") == 1
    assert "Morning course" in page.text
    assert "does not answer" in play.client().get("en/exercises").text
    wait_for(lambda: play.client().get(f"fr/exercises/{EXERCISE}").status == 200)
