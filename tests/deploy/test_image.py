"""The container image: no engine runs here, so its recipe is linted, and read for what it promises."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions in order: word and the rest."""
    joined = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


RECIPE = instructions(DOCKERFILE.read_text(encoding="utf-8"))


def last(word: str) -> str:
    return [rest for name, rest in RECIPE if name == word][-1]


def hadolint(path: Path) -> tuple[int, str]:
    done = subprocess.run(
        [HADOLINT, "--no-color", path], capture_output=True, text=True, check=False, timeout=60, cwd=path.parent
    )
    return done.returncode, done.stdout + done.stderr


needs_hadolint = pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint has no wheel for this machine")


@needs_hadolint
def test_hadolint_finds_nothing_to_say() -> None:
    assert hadolint(DOCKERFILE) == (0, "")


@needs_hadolint
@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("USER 10001:10001", "USER root", "DL3002"),
        ("python:3.11-slim-bookworm", "python", "DL3006"),
        ("python:3.11-slim-bookworm", "python:latest", "DL3007"),
        ("COPY pubcrawl/", "ADD pubcrawl/", "DL3020"),
        ("WORKDIR /src", "WORKDIR src", "DL3000"),
    ],
)
def test_hadolint_would_name_a_defect(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "Dockerfile").write_text(text.replace(old, new), encoding="utf-8")
    code, said = hadolint(tmp_path / "Dockerfile")
    assert code == 1
    assert rule in said


def test_the_image_is_built_in_two_stages_from_one_pinned_base() -> None:
    bases = [rest.split() for word, rest in RECIPE if word == "FROM"]
    assert [base[1:] for base in bases] == [["AS", "build"], []]
    [tag] = {base[0] for base in bases}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert tag == f"python:{wanted.removeprefix('>=')}-slim-bookworm"


def test_the_image_takes_nothing_from_the_web_but_packages_and_no_secret() -> None:
    assert {word for word, _ in RECIPE} == set(
        "FROM WORKDIR COPY RUN ENV USER VOLUME STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split()
    )
    assert [rest for word, rest in RECIPE if word == "RUN" and "://" in rest] == []
    assert last("ENV").split() == ["PATH=/opt/pubcrawl/bin:$PATH", "PYTHONDONTWRITEBYTECODE=1", 'PUBCRAWL_CONTACT=""']


def test_the_run_is_not_root_s_and_writes_to_the_volume_only() -> None:
    user, _, group = last("USER").partition(":")
    assert int(user) == int(group) > 0
    assert f"--uid {user} " in last("RUN")
    assert json.loads(last("VOLUME")) == ["/exports"]
    assert "--owner=pubcrawl --group=pubcrawl /exports" in last("RUN")
    assert last("HEALTHCHECK") == "NONE"


def test_the_build_sees_what_it_copies_and_nothing_else() -> None:
    ignore = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignore if not line.startswith("#")]
    copied = [rest.split()[:-1] for word, rest in RECIPE if word == "COPY" and not rest.startswith("--from")]
    sources = [source.rstrip("/") for names in copied for source in names]
    assert rules == ["*", *(f"!{source}" for source in sources), "**/__pycache__"]
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_build_sees_what_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    copied = {name for word, rest in RECIPE if word == "COPY" for name in rest.split()}
    assert {project["readme"], *project["license-files"]} <= copied
