"""The play: three learners, two courses, an instructor and a trainer on a real hub.

Hub, proxy and database are killed in the middle; nothing acknowledged is lost.
"""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.browser.test_pages import settled
from tests.conftest import Visit, wait_for
from tests.graded import Graded
from tests.hub.actors import Person
from tests.hub.kernel import run
from tests.hub.play import EXERCISE, classroom, hub
from tests.hub.stage import Stage, alive, reached, server_pids
from tests.postgres import postgres

from passerelles.grading import hand
from passerelles.grading.attempts import attempts
from passerelles.grading.questions import essay
from passerelles.hub.accounts import set_password

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SOLUTION = Graded(EXERCISE).solution
TEXT = "e3-settle"
LETTER = "e3-letter"
LEVELS = (
    "Les deux sont expliquées",
    "Deux propositions applicables",
    "Le décideur est nommé",
    "Une intention de mieux se coordonner",
)
"""What the instructor chooses in the rubric: 1, 2, 0.5 and 0.5 points of 5."""
REMARK = "Dites qui suivra l’examen avant chaque vote."
PAGES = "/services/instructor-alpha"
ALPHA = {"fr": "Cours Alpha", "en": "Course Alpha"}
BETA = {"fr": "Cours Bêta", "en": "Course Beta"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("play")
    rooms = [classroom(folder / name, folder / "solutions") for name in ("alpha", "beta")]
    courses = [
        {
            "id": "alpha",
            "title": ALPHA,
            "classroom": str(rooms[0]),
            "learners": ["anne", "bela"],
            "trainers": ["tom"],
            "instructors": ["ines"],
        },
        {
            "id": "beta",
            "title": BETA,
            "classroom": str(rooms[1]),
            "learners": ["cleo"],
            "instructors": ["otto"],
        },
    ]
    with postgres() as database:
        written = {
            "database": database.url,
            "courses": courses,
            "unix_users": "never",
            "administrators": ["admin"],
        }
        with hub(folder, written) as running:
            yield Stage(running, database)


def test_study_hand_in_and_read_the_result(stage: Stage) -> None:
    anne = stage["anne"]
    home = anne.ask(f"{anne.server}passerelles/en/")
    assert "partnership dossier" in home.text
    stage.answer("anne", e3_steps=SOLUTION["e3-steps"])
    receipt = stage.hand_in("anne", "alpha")
    assert receipt.status == 200, receipt.text
    assert "Receipt" in receipt.text
    assert stage.result("anne", "alpha").status == 200
    assert len(attempts(stage.room("alpha"), "anne", EXERCISE)) == 1
    assert not attempts(stage.room("beta"), "anne", EXERCISE)


def test_late_work_is_refused_until_the_instructor_grants_an_extension(stage: Stage) -> None:
    """All on the instructor's page: rules, extension, grading, feedback."""
    rules = {"counts": "last", "penalty_percent": "10", "attempts": "5"}
    stage.answer("bela", e3_steps=["map", "survey"])
    assert stage.hand_in("bela", "alpha").status == 200
    stage.result("bela", "alpha")
    dated = {"deadline": "2020-01-01T00:00", "late": "refuse", "feedback": "manual"}
    assert "rules are saved" in stage.instruct("ines", "rules", **rules, **dated).text
    stage.answer("bela", e3_steps=SOLUTION["e3-steps"])
    refused = stage.hand_in("bela", "alpha")
    assert refused.status == 409
    assert "deadline" in refused.json["refusal"]
    extension = {"student": "bela", "due": "2098-01-01T00:00"}
    assert stage.instruct("tom", "extend", **extension).status == 403
    assert stage.instruct("otto", "extend", **extension).status == 403
    assert stage.instruct("bela", "extend", **extension).status == 403
    assert "bela may hand in" in stage.instruct("ines", "extend", **extension).text
    assert stage.hand_in("bela", "alpha").status == 200
    assert "under way" in stage.instruct("ines", "grade").text
    wait_for(lambda: "to-grade" not in stage.states("alpha").values(), 180, "everything graded")
    assert "Feedback released" in stage.instruct("ines", "release").text
    assert (stage.room("alpha").root / "feedback" / "bela" / EXERCISE).is_dir()
    open_again = {"deadline": "", "late": "accept", "feedback": "automatic"}
    stage.instruct("ines", "rules", **{**rules, "attempts": "0"}, **open_again)
    stage.result("bela", "alpha")


def test_a_text_is_graded_by_hand_and_its_learner_reads_what_was_said(
    stage: Stage, visit: Callable[..., Visit]
) -> None:
    """Handed in late, in French; graded in the instructor's browser; then an extension."""
    rules = {"counts": "last", "penalty_percent": "10", "attempts": "0"}
    dated = {"deadline": _typed(hours=-25), "late": "penalty", "feedback": "manual"}
    stage.instruct("ines", "rules", **rules, **dated)
    written = {key: value for key, value in SOLUTION.items() if key != LETTER}
    stage.answer("anne", "fr", **written)
    assert stage.hand_in("anne", "alpha").status == 200
    assert "shown later" in stage.result("anne", "alpha").json["result"]
    room = stage.room("alpha")
    (place,) = hand.places(room, EXERCISE, TEXT)
    for who in ("anne", "bela", "otto"):
        _refused(stage[who], place.token)

    def sheet() -> hand.Sheet:
        return hand.sheet(room, EXERCISE, essay(room, EXERCISE, TEXT), place)

    assert (sheet().points, sheet().comment) == (None, "")
    at = f"{PAGES}/passerelles/fr/class/{EXERCISE}"
    opened = visit(f"{stage.hub.url}/hub/login?{urlencode({'next': at})}", lang="fr")
    page = opened.page
    stage.enter(page, "ines")
    page.get_by_role("link", name="Noter le texte 1 (1 en attente)").click()
    page.locator("blockquote", has_text="La prime de recrutement").wait_for()
    assert "anne" not in page.locator("main").inner_text()
    for level in LEVELS:
        page.get_by_label(level).check()
    page.get_by_label("Commentaire pour la personne").fill(REMARK)
    page.get_by_label("Commentaire pour la personne").blur()
    wait_for(lambda: (sheet().points, sheet().comment) == (4.0, REMARK), 60, "mark and comment")
    assert REMARK not in stage.exercise("anne", "fr")
    page.goto(stage.hub.url + at)
    page.get_by_role("button", name="Publier les retours").click()
    page.get_by_text("Retours publiés").wait_for()
    opened.clean()

    read = stage.exercise("anne", "fr")
    for said in (REMARK, *LEVELS, "Noté par une personne", "chaque jour entamé coûte 10 %"):
        assert said in read
    assert "Remis après l’échéance. Points retirés pour le retard : 6." in read
    assert "Total : 18 points sur 30" in read
    assert "Total: 18 points out of 30" in stage.exercise("anne", "en")
    assert REMARK not in stage.exercise("bela", "en")

    extension = {"student": "anne", "due": _typed(hours=25)}
    assert "anne may hand in" in stage.instruct("ines", "extend", **extension).text
    stage.answer("anne", "fr", **{LETTER: SOLUTION[LETTER]})
    assert stage.hand_in("anne", "alpha").status == 200
    stage.result("anne", "alpha")
    assert "Feedback released" in stage.instruct("ines", "release").text
    read = stage.exercise("anne", "fr")
    assert "Total : 24 points sur 30" in read
    assert "et 5 points qu’une personne attribuera" in read
    assert "retard" not in read.split("Total :")[1].split("Question 1")[0]
    assert f"Commentaire : {REMARK}" in read
    stage.instruct("ines", "rules", **rules, deadline="", late="accept", feedback="automatic")


def _typed(hours: int) -> str:
    """Return the moment so many hours from now, as a form has it."""
    return (datetime.now().astimezone() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def _refused(stranger: Person, copy: str) -> None:
    """Try what an instructor of the course does with a learner's text."""
    api, asked = f"{PAGES}/passerelles/api/en", f"question={TEXT}&copy={copy}"
    for path in (
        f"/passerelles/en/grading/{EXERCISE}?{asked}",
        f"/passerelles/en/class/{EXERCISE}",
        "/formgrader/manage_assignments",
        f"/formgrader/api/submissions/{EXERCISE}",
    ):
        answer = stranger.ask(PAGES + path)
        assert answer.status == 403, (path, answer.url)
        assert "recrutement" not in answer.text
    given = {"question": TEXT, "copy": copy, "version": "", "points": 5, "comment": "!"}
    assert stranger.api(f"{api}/grading/{EXERCISE}", given).status == 403
    assert stranger.api(f"{api}/comments", {"do": "add", "fr": "a", "en": "b"}).status == 403
    released = stranger.form(f"{PAGES}/passerelles/en/do/release", {"exercise": EXERCISE})
    assert released.status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/user/bela/passerelles/en/",
        "/user/bela/api/contents",
        "/user/bela/files/dossier.json",
        f"/user/bela/api/contents/exercises/{EXERCISE}/answers.json?content=1",
        "/user/anne/api/contents/../bela/dossier.json",
        "/user/anne/api/contents/%2e%2e/bela",
        "/user/anne/files/%2e%2e/%2e%2e/hub.yml",
        "/user/anne/files/../../../alpha/gradebook.db",
        "/user/anne/api/contents//etc/passwd",
        "/user/anne/formgrader",
        "/user/anne/passerelles/en/grading",
        "/services/desk-beta/exercises",
        f"/services/desk-beta/results/{EXERCISE}",
        "/services/instructor-alpha/",
        "/services/instructor-beta/",
        "/hub/admin",
        "/hub/people",
        "/hub/api/users",
        "/hub/api/users/bela",
        "/hub/api/users/bela/tokens",
        "/hub/api/groups",
        "/hub/api/groups/beta%2Flearners",
        "/hub/api/services",
        "/hub/api/proxy",
        "/hub/metrics",
        "/hub/spawn/bela",
    ],
)
def test_a_learner_reaches_nothing_of_others(stage: Stage, path: str) -> None:
    anne = stage["anne"]
    answer = anne.ask(path)
    refused = answer.status in (400, 401, 403, 404, 405) or answer.url.endswith("/hub/home")
    if not refused and path == "/hub/api/services":
        refused = answer.json == {}
    assert refused, (answer.status, answer.url, answer.text[:300])
    for secret in ("bela", "survey", "beta/learners"):
        if answer.status == 200:
            assert secret not in answer.text


def test_a_learner_s_token_opens_no_other_course(stage: Stage) -> None:
    code = """
import json, os, urllib.request, urllib.error
token = os.environ["JUPYTERHUB_API_TOKEN"]
def ask(url):
    try:
        asked = urllib.request.Request(url, headers={"Authorization": f"token {token}"})
        return urllib.request.urlopen(asked, timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code
print(json.dumps({url: ask(url) for url in URLS}))
"""
    settings = stage.hub.settings
    ports = {one.id: settings.service_port("desk", one) for one in settings.courses}
    desks = [f"http://127.0.0.1:{p}/services/desk-{c}/exercises" for c, p in ports.items()]
    api = f"http://127.0.0.1:{settings.hub_port}/hub/api"
    urls = [*desks, f"{api}/users/bela", f"{api}/groups", f"{api}/users"]
    said = json.loads(run(stage["anne"], f"URLS = {urls!r}\n{code}"))
    assert said[desks[0]] == 200
    assert [said[url] for url in urls[1:]] == [403, 404, 403, 403]


def test_code_in_jupyterlab_sees_its_own_folder_only(stage: Stage) -> None:
    root = stage.hub.root
    room = stage.room("alpha").root
    places = [
        root / "hub.yml",
        root / "cookie_secret",
        root / "workspaces" / "bela",
        room / "gradebook.db",
        room / "questions" / f"{EXERCISE}.json",
        room / "attempts",
        stage.room("beta").root / "passerelles.yml",
        Path(__file__).parents[2] / "solutions" / EXERCISE,
    ]
    for name in ("anne", "bela"):
        stage.answer(name, e3_first_move=None)
        assert stage[name].start().status == 200
    assert all(place.exists() for place in places[:5])
    code = f"""
import os
for place in {[str(p) for p in places]!r}:
    print("SEEN" if os.path.exists(place) else "none")
others = [open(f"/proc/{{p}}/environ").read() for p in os.listdir("/proc") if p.isdigit()]
print(any("JUPYTERHUB_USER=bela" in one for one in others))
try:
    os.setuid(0); open("/etc/passerelles-test", "w"); print("WROTE")
except OSError:
    print("refused")
print(os.path.isfile("exercises/{EXERCISE}/answers.json"))
"""
    said = run(stage["anne"], code).split()
    assert said == ["none"] * len(places) + ["False", "refused", "True"]


def test_each_instructor_has_one_course(stage: Stage) -> None:
    ines, otto, tom = stage["ines"], stage["otto"], stage["tom"]
    assert ines.ask("/services/instructor-alpha/").status == 200
    assert tom.ask("/services/instructor-alpha/").status == 200
    assert ines.ask("/services/instructor-beta/").status == 403
    assert otto.ask("/services/instructor-alpha/").status == 403
    assert otto.ask("/services/instructor-beta/").status == 200
    for path in ("/user/anne/passerelles/en/", "/hub/people", "/hub/api/users"):
        assert ines.ask(path).status in (403, 404)


def test_in_a_browser_from_the_login_to_the_result(
    stage: Stage, visit: Callable[..., Visit]
) -> None:
    secret = set_password(stage.hub.settings, "bela")
    opened = visit(stage.hub.url, lang="en")
    page = opened.page
    page.get_by_label("Name").fill("bela")
    page.get_by_label("Password", exact=True).fill(secret)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/user/bela/passerelles/en/"), timeout=180_000)
    page.goto(re.sub(r"/en/.*", f"/en/exercises/{EXERCISE}", page.url))
    settled(page)
    page.locator("#e3-first-move").get_by_role("radio").first.check()
    page.locator("#e3-actors select").first.select_option(index=1)
    kept = stage.hub.settings.workspaces / "bela/exercises" / EXERCISE / "answers.json"
    wait_for(lambda: "e3-actors" in kept.read_text(), 60, "the answer is kept")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.locator("#receipt").get_by_text("Receipt").wait_for()
    page.locator("#result .total").wait_for(timeout=180_000)
    page.reload()
    assert "Result" in page.locator("#result").inner_text()
    opened.clean()


def test_health_for_all_and_metrics_for_who_holds_the_token(stage: Stage) -> None:
    nobody = Person(stage.hub.url, "nobody")
    assert nobody.ask("/hub/health").status == 200
    assert nobody.ask("/hub/metrics").status == 403
    token = (stage.hub.root / "metrics_token").read_text().strip()
    told = nobody.ask("/hub/metrics", headers={"Authorization": f"token {token}"})
    assert told.status == 200
    assert b"jupyterhub_running_servers" in told.body
    # What the proxy shows when a program behind it is away.
    away = nobody.ask("/hub/error/503?url=%2Fuser%2Fanne%2F")
    assert 'role="alert"' in away.body.decode()
    for page in (nobody.ask("/hub/login"), stage["anne"].ask("/user/anne/passerelles/en/")):
        policy = {key.lower(): value for key, value in page.headers.items()}
        assert "frame-ancestors 'none'" in policy["content-security-policy"]


def test_killed_in_the_middle_nothing_acknowledged_is_lost(stage: Stage) -> None:
    cleo = stage["cleo"]
    stage.answer("cleo", e3_steps=SOLUTION["e3-steps"])
    assert stage.hand_in("cleo", "beta").status == 200
    services, proxy = stage.hub.services(), stage.hub.proxy()
    assert len(services) == 4
    running = server_pids("cleo")
    stage.hub.kill()
    # The proxy still stands: who is at work goes on while the hub is away.
    assert cleo.ask(f"{cleo.server}passerelles/en/").status == 200
    wait_for(lambda: not alive(services), 60, "the services end with their hub")
    stage.hub.start()
    assert stage.hub.proxy() != proxy
    assert not alive([proxy])
    assert len(stage.hub.services()) == 4
    assert server_pids("cleo") == running
    assert cleo.ask(f"{cleo.server}passerelles/en/").status == 200
    assert stage.result("cleo", "beta").status == 200
    os.kill(stage.hub.proxy(), signal.SIGKILL)
    wait_for(lambda: reached(cleo), 90, "the hub starts its proxy again")
    stage.database.stop()
    # The hub's own tables are away; what a learner does needs them only to find out who asks.
    stage.database.start()
    wait_for(lambda: cleo.ask("/hub/home").status == 200, 90, "the hub finds its database again")
    stage.answer("cleo", e3_first_move=SOLUTION["e3-first-move"])
    wait_for(lambda: stage.hand_in("cleo", "beta").status == 200, 90, "handing in works again")
    assert len(attempts(stage.room("beta"), "cleo", EXERCISE)) == 2
