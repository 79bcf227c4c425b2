"""What runs on Kubernetes says what the hub of one machine says, in the chart's own form."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml
from traitlets.config import Config

from passerelles.dossier.data import check_id
from passerelles.hub import cluster, configure, groups, walls
from passerelles.hub.settings import Settings, read
from passerelles.portal.sessions import LIMIT
from passerelles.portal.settings import WORKSPACE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "course" / "deploy"
SCHEMA = ROOT / "tests" / "data" / "z2jh" / "values.schema.yaml"


class Unique(yaml.SafeLoader):
    """Refuses a key written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"{keys} at line {node.start_mark.line + 1}"
        return super().construct_mapping(node, deep)


def values() -> dict[str, Any]:
    return yaml.load((DEPLOY / "values.yaml").read_text(), Unique)


def manifests() -> dict[str, dict[str, Any]]:
    found = list(yaml.load_all((DEPLOY / "desk.yaml").read_text(), Unique))
    return {one["kind"]: one for one in found}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Read the settings in the values as those of a machine; no wall is tried here."""
    monkeypatch.setattr(walls, "stand", lambda _: False)
    monkeypatch.setenv("PASSERELLES_OAUTH_SECRET", "a-secret")
    data = values()["hub"]["extraFiles"]["passerelles"]["data"]
    (tmp_path / "hub.yml").write_text(yaml.safe_dump(data))
    return read(tmp_path)


@pytest.fixture
def machine(settings: Settings) -> Config:
    """Tell the hub of one machine."""
    c = Config()
    configure.configure(c, settings)
    return c


def test_the_values_are_the_charts() -> None:
    """Whole values need all the chart's defaults: here each part that is given is checked."""
    schema = yaml.safe_load(SCHEMA.read_text())
    given = values()
    validator = jsonschema.Draft7Validator(_partial(schema))
    assert [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(given)] == []
    # The schema does find faults where they are.
    for wrong in ({"hub": {"immage": {}}}, {"cull": {"timeout": "an hour"}}, {"singel": {}}):
        assert list(validator.iter_errors({**given, **wrong})), wrong


def _partial(schema: Any) -> Any:
    """Return the schema without `required`: the chart fills in what is not stated.

    Among alternatives it stays: there it says which one is meant.
    """
    if isinstance(schema, dict):
        return {
            key: value if key in ("oneOf", "anyOf") else _partial(value)
            for key, value in schema.items()
            if not (key == "required" and isinstance(value, list))
        }
    return [_partial(one) for one in schema] if isinstance(schema, list) else schema


def test_shared_settings_are_those_of_one_machine(settings: Settings, machine: Config) -> None:
    given = values()
    hub, single, limits = given["hub"], given["singleuser"], settings.limits
    assert hub["activeServerLimit"] == machine.JupyterHub.active_server_limit
    assert hub["concurrentSpawnLimit"] == machine.JupyterHub.concurrent_spawn_limit
    assert hub["allowNamedServers"] == machine.JupyterHub.allow_named_servers
    assert hub["authenticatePrometheus"] == machine.JupyterHub.authenticate_prometheus
    assert hub["config"]["JupyterHub"]["log_level"] == machine.JupyterHub.log_level
    assert (settings.database is None) == (hub["db"]["type"] == "sqlite-pvc")
    assert single["defaultUrl"] == machine.Spawner.default_url
    assert single["startTimeout"] >= machine.Spawner.start_timeout
    # KubeSpawner’s `M` is MiB.
    assert single["memory"]["limit"] == f"{machine.Spawner.mem_limit // 2**20}M"
    assert single["extraEnv"][LIMIT] == str(limits.sessions)
    assert single["extraEnv"][WORKSPACE] == single["storage"]["homeMountPath"]
    culler = next(s for s in machine.JupyterHub.services if s["name"] == "idle-culler")
    assert f"--timeout={given['cull']['timeout']}" in culler["command"]
    assert f"--cull-every={given['cull']['every']}" in culler["command"]
    assert given["ingress"]["hosts"] == [settings.url.split("/")[2]]
    assert given["ingress"]["tls"][0]["hosts"] == given["ingress"]["hosts"]


def test_every_setting_says_where_it_comes_from() -> None:
    """A comment of values.yaml names a function or setting there is, or says “cluster”."""
    known = {f"configure.{name}" for name in dir(configure)} | {"people.account", "people.prepare"}
    known |= {"LearnerSpawner.start", "LearnerSpawner.user_env"}
    fields = {"database", "public_address", "limits", "accounts", "itself"}
    top = ""
    for number, line in enumerate((DEPLOY / "values.yaml").read_text().splitlines(), 1):
        if re.match(r"\w+:", line):
            top = line
        # Second level: every key directly under hub, proxy, singleuser.
        if not re.match(r"  \w+:", line):
            continue
        area = (DEPLOY / "values.yaml").read_text().splitlines()[number - 1 : number + 8]
        comments = [text for one in area if (text := one.partition("# ")[2])]
        assert comments or "# " in top, f"line {number}: {line}"
    written = (DEPLOY / "values.yaml").read_text()
    for name in re.findall(r"# .*?((?:configure|people|LearnerSpawner)\.\w+)", written):
        assert name in known, name
    for name in re.findall(r"hub\.yml (\w+)", written):
        assert name in fields, name


def test_services_are_the_same(machine: Config) -> None:
    ours = {one["name"]: one for one in machine.JupyterHub.services if "url" in one}
    theirs = values()["hub"]["services"]
    assert set(theirs) == {name for name in ours if name.startswith(("desk-", "instructor-"))}
    for name, service in theirs.items():
        for key in ("display", "oauth_client_allowed_scopes", "oauth_no_confirm"):
            assert service.get(key) == ours[name].get(key), (name, key)
        assert not {"api_token", "apiToken"} & set(service)  # the chart makes it


def user(*names: str) -> Any:
    orm = SimpleNamespace(groups=[SimpleNamespace(name=name) for name in names])
    return SimpleNamespace(orm_user=orm)


class FakePods:
    """KubeSpawner's place: what our spawner leaves to it."""

    def __init__(self, who: Any) -> None:
        self.user = who

    def get_env(self) -> dict[str, Any]:
        return {"JUPYTERHUB_API_TOKEN": "scoped"}


def test_the_hubs_pod_is_told_the_same_by_the_same_code(
    settings: Settings, machine: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    c = Config()
    c.JupyterHub.load_roles = [{"name": "jupyterhub-idle-culler", "scopes": []}]  # the chart’s own
    script = values()["hub"]["extraConfig"]["passerelles"]
    assert values()["hub"]["extraFiles"]["passerelles"]["mountPath"].endswith("/hub.yml")
    monkeypatch.setattr(cluster, "read", lambda _: settings)
    monkeypatch.setitem(sys.modules, "kubespawner", SimpleNamespace(KubeSpawner=FakePods))
    exec(compile(script, "values.yaml", "exec"), {"c": c})
    alone = ("idle-culler", "metrics", "eraser")
    ours = [r for r in machine.JupyterHub.load_roles if r["name"] not in alone]
    assert c.JupyterHub.load_roles[1:] == ours
    assert c.JupyterHub.load_roles[0]["name"] == "jupyterhub-idle-culler"
    assert c.JupyterHub.load_groups == machine.JupyterHub.load_groups
    assert c.JupyterHub.authenticator_class == machine.JupyterHub.authenticator_class
    assert c.Authenticator == machine.Authenticator
    for name in cluster.PORTABLE:
        assert c.Spawner[name] == machine.Spawner[name]
    everywhere = machine.Spawner.server_token_scopes
    mine = SimpleNamespace(user=user("passerelles/learners"))
    told = c.Spawner.server_token_scopes(mine)
    assert told == (everywhere(mine) if callable(everywhere) else everywhere)
    assert "access:services!service=desk-passerelles" in told
    # A role may only name services that exist here.
    here = {*values()["hub"]["services"], "idle-culler"}
    for role in ours:
        assert set(role.get("services", [])) <= here


def test_a_learners_pod_knows_its_own_desks_alone(settings: Settings) -> None:
    def pod(*names: str) -> Any:
        return cluster.pods(FakePods, settings)(user(*names))

    (desk,) = json.loads(pod("passerelles/learners").get_env()["PASSERELLES_DESKS"])
    assert desk["course"] == check_id("passerelles")
    port = manifests()["Service"]["spec"]["ports"][0]["port"]
    assert desk["url"] == f"http://desk-passerelles:{port}/services/desk-passerelles/"
    assert json.loads(pod("passerelles/instructors").get_env()["PASSERELLES_DESKS"]) == []
    assert pod().get_env()["JUPYTERHUB_API_TOKEN"] == "scoped"


def test_who_may_join_joins_before_the_token_is_cut(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[Any] = []
    monkeypatch.setattr(groups, "place", lambda *given: placed.append(given))
    (course,) = settings.courses
    opened = replace(settings, courses=[replace(course, learners="everyone")])
    newcomer = SimpleNamespace(user=user())
    assert groups.joining(["a"], opened)(newcomer) == ["a"]
    assert placed == [(newcomer.user, {"passerelles/learners"}, ["passerelles"])]
    assert groups.joining(["a"], settings)(newcomer) == ["a"]
    assert len(placed) == 1


def test_manifests_fit_each_other_and_the_values() -> None:
    found, given = manifests(), values()
    assert set(found) == {"PersistentVolumeClaim", "Service", "Deployment", "NetworkPolicy"}
    for one in found.values():
        assert {"apiVersion", "kind", "metadata", "spec"} == set(one)
        assert one["metadata"]["name"] == "desk-passerelles"
    pod = found["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    for selector in (
        found["Deployment"]["spec"]["selector"]["matchLabels"],
        found["Service"]["spec"]["selector"],
        found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    assert labels["hub.jupyter.org/network-access-hub"] == "true"
    ports = {c["name"]: c["ports"][0] for c in pod["spec"]["containers"]}
    served = {p["targetPort"]: p["port"] for p in found["Service"]["spec"]["ports"]}
    assert {name: port["containerPort"] for name, port in ports.items()} == served
    for kind, port in served.items():
        service = given["hub"]["services"][f"{kind}-passerelles"]
        assert service["url"] == f"http://desk-passerelles:{port}"
    claim = pod["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"]
    assert claim == found["PersistentVolumeClaim"]["metadata"]["name"]
    learners, proxy = found["NetworkPolicy"]["spec"]["ingress"]
    assert [port["port"] for port in learners["ports"]] == ["desk"]  # not the instructors’ pages
    assert {port["port"] for port in proxy["ports"]} == {"desk", "instructor"}
    (out,) = given["singleuser"]["networkPolicy"]["egress"]
    assert out["to"][0]["podSelector"]["matchLabels"].items() <= labels.items()
    assert [port["port"] for port in out["ports"]] == [served["desk"]]


def test_pods_have_no_more_rights_than_they_need() -> None:
    given, pod = values(), manifests()["Deployment"]["spec"]["template"]["spec"]
    single = given["singleuser"]
    assert single["serviceAccountName"] is None
    assert single["extraPodConfig"]["automountServiceAccountToken"] is False
    assert single["allowPrivilegeEscalation"] is False
    allowed = single["networkPolicy"]["egressAllowRules"]
    assert single["networkPolicy"]["enabled"]
    assert {name for name, on in allowed.items() if on} == {
        "dnsPortsKubeSystemNamespace",
        "dnsPortsPrivateIPs",
    }
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"]
    contexts = [one["securityContext"] for one in pod["containers"]]
    contexts += [given["hub"]["containerSecurityContext"]]
    contexts += [given["hub"]["config"]["KubeSpawner"]["container_security_context"]]
    for context in contexts:
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert context["allowPrivilegeEscalation"] is False
    for container in pod["containers"]:
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]


SECRET = re.compile(r"(?i)secret|token|password|key$")


def pairs(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield everything in a document with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, str(key)), inner
            yield from pairs(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            yield path, inner
            yield from pairs(inner, path)


def test_secrets_are_references_never_values() -> None:
    """Whatever is named like a secret is a reference to one, a name, or a switch."""
    for document in (values(), *manifests().values()):
        for path, value in pairs(document):
            if path[-1] == "env" and isinstance(value, dict) and SEARCHED.search(value["name"]):
                assert set(value) == {"name", "valueFrom"}, value
            if SECRET.search(path[-1]) and path[-1] not in REFERENCES and value is not None:
                assert isinstance(value, dict), (path, value)
                assert set(value) == {"valueFrom"}, path
                assert set(value["valueFrom"]) == {"secretKeyRef"}, path
    for path in DEPLOY.iterdir():
        assert not re.search(r"\b[0-9a-f]{32,}\b|-----BEGIN", path.read_text()), path


SEARCHED = re.compile(r"TOKEN|SECRET|PASSWORD")
REFERENCES = frozenset(
    {"secretKeyRef", "secretName", "key", "secret_env", "token_url", "automountServiceAccountToken"}
)


def test_every_command_of_an_image_exists() -> None:
    from importlib.metadata import entry_points  # noqa: PLC0415

    scripts = {one.name for one in entry_points(group="console_scripts")}
    recipe = (DEPLOY / "Containerfile").read_text()
    commands = [json.loads(one) for one in re.findall(r"^CMD (\[.*\])$", recipe, re.MULTILINE)]
    assert len(commands) == 2
    commands += [values()["singleuser"]["cmd"]]
    for command in commands:
        assert command[0] in scripts, command
    assert values()["singleuser"]["cmd"] == commands[0]
    for container in manifests()["Deployment"]["spec"]["template"]["spec"]["containers"]:
        program, flag, module = container["command"]
        assert (program, flag) == ("python", "-m")
        found = importlib.util.find_spec(module)
        assert found, module
        if found.submodule_search_locations:
            assert importlib.util.find_spec(f"{module}.__main__"), module
    for module in re.findall(r"import (passerelles[\w.]*)", recipe):
        assert importlib.util.find_spec(module), module
    linked = re.search(r"hub\.__path__\[0\]\)'\)\"?/(\w+\.py)", recipe)
    assert linked
    assert (ROOT / "course/passerelles/hub" / linked[1]).is_file()


def test_the_recipe_installs_hashed_packages_as_nobody_in_particular() -> None:
    recipe = (DEPLOY / "Containerfile").read_text()
    joined = recipe.replace("\\\n", " ")
    for line in joined.splitlines():
        if "pip install" in line and not line.startswith("#"):
            for step in re.findall(r"pip install[^&]*", line):
                assert "--require-hashes -r" in step or "--no-deps /tmp/passerelles-" in step, step
    stages = re.split(r"^FROM ", joined, flags=re.MULTILINE)[1:]
    assert [re.search(r" AS (\w+)", stage)[1] for stage in stages] == ["singleuser", "hub"]  # type: ignore[index]
    for stage in stages:
        users = re.findall(r"^USER (\S+)", stage, re.MULTILINE)
        assert users[-1].split(":")[0] == "1000"
    copied = re.findall(r"^COPY (.*) \S+$", joined, re.MULTILINE)
    ignored = (DEPLOY / "Containerfile.containerignore").read_text().splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert {name for line in copied for name in line.split()} == allowed
    assert "*" in ignored
    assert (ROOT / "requirements-hub.txt").is_file()


def test_both_readmes_say_what_was_not_run() -> None:
    for name, words in (("README.md", "Not run"), ("LISEZ-MOI.md", "Pas essayé")):
        text = (DEPLOY / name).read_text()
        assert words in text
        for file in re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE):
            assert (DEPLOY / file).is_file(), file
