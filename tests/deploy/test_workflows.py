"""The GitHub workflows: their schema, what they may do, and their scripts run with stand-ins for `gh` and `pubcrawl`."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.deploy.conftest import Stand
from tests.deploy.workflow import WORKFLOWS, Ended, read_workflow, run_step, step, steps

NAMES = ["ci.yml", "crawl.yml"]

needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not here: apt-get install jq")


def check_schema(path: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_fits_github_s_schema(name: str) -> None:
    assert check_schema(WORKFLOWS / name) == (0, "ok -- validation done\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [("runs-on:", "runs-at:"), ("- cron:", "- crown:"), ("contents: read", "contents: look"), ("uses:", "use:")],
)
def test_the_schema_refuses_a_defect(tmp_path: Path, old: str, new: str) -> None:
    text = (WORKFLOWS / "crawl.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "crawl.yml").write_text(text.replace(old, new), encoding="utf-8")
    assert check_schema(tmp_path / "crawl.yml")[0] == 1


RIGHTS = [("ci.yml", {"contents": "read"}), ("crawl.yml", {"contents": "read", "actions": "read"})]


@pytest.mark.parametrize(("name", "rights"), RIGHTS)
def test_a_workflow_may_only_read(name: str, rights: dict[str, str]) -> None:
    workflow = read_workflow(name)
    [job] = workflow["jobs"].values()
    assert workflow["permissions"] == {}
    assert job["permissions"] == rights
    assert [s["with"]["persist-credentials"] for s in steps(name) if "checkout" in s.get("uses", "")] == [False]
    assert re.findall(r"secrets\.\w+", (WORKFLOWS / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_github_s_own_at_a_major_version_and_nothing_is_cached(name: str) -> None:
    used = [s["uses"] for s in steps(name) if "uses" in s]
    assert [u for u in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", u)] == []
    assert not any("cache" in word for s in steps(name) for word in (s.get("uses", ""), *s.get("with", {})))


@pytest.mark.parametrize("name", NAMES)
def test_no_script_takes_text_from_an_expression(name: str) -> None:
    assert [s["run"] for s in steps(name) if "${{" in s.get("run", "")] == []


def test_ci_calls_the_one_check_there_is() -> None:
    assert [s["run"] for s in steps("ci.yml") if "run" in s] == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_crawl_runs_once_a_night_and_never_twice_at_a_time() -> None:
    workflow = read_workflow("crawl.yml")
    assert workflow["on"]["schedule"] == [{"cron": "23 7 * * *"}]
    assert workflow["concurrency"] == {"group": "crawl", "cancel-in-progress": False}


def test_a_run_that_takes_long_is_stopped_before_its_job() -> None:
    [hours] = re.findall(r" (\d+)h pubcrawl", step("crawl.yml", "Crawl")["run"])
    assert int(hours) * 60 + 30 <= read_workflow("crawl.yml")["jobs"]["crawl"]["timeout-minutes"] <= 6 * 60


def test_exports_are_kept_after_every_run_whose_past_was_fetched() -> None:
    kept = step("crawl.yml", "Keep the exports")
    assert step("crawl.yml", "Fetch the last exports")["id"] == "fetch"
    assert kept["if"] == "always() && steps.fetch.outcome == 'success'"
    assert (kept["with"]["name"], kept["with"]["path"]) == ("exports", "crawled")


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 7, 130, 143])
def test_the_job_fails_by_the_code_of_the_run_and_says_so(tmp_path: Path, stand_in: Stand, code: int) -> None:
    program = stand_in("pubcrawl", f'echo "{{\\"asked\\": \\"$*\\"}}"; exit {code}')
    work = tmp_path / "work"
    ended = run_step(step("crawl.yml", "Crawl"), work, program.parent)
    assert ended == Ended(code=code, printed="", outputs=f"code={code}\n")
    assert json.loads((work / "run.json").read_bytes()) == {"asked": "crawl --exports crawled --json"}


def test_the_summary_step_gives_the_report_and_the_code_to_the_script(tmp_path: Path, stand_in: Stand) -> None:
    found = step("crawl.yml", "Say what happened")
    assert found["env"] == {"CODE": "${{ steps.crawl.outputs.code }}"}
    assert found["if"] == "always() && steps.crawl.outputs.code != ''"
    summary = tmp_path / "summary"
    programs = stand_in("python", 'echo "$@"').parent
    ended = run_step(found, tmp_path / "work", programs, CODE="5", GITHUB_STEP_SUMMARY=str(summary))
    assert (ended.code, summary.read_text()) == (0, "deploy/job_summary.py run.json 5\n")
    assert (ROOT / "deploy" / "job_summary.py").is_file()


def artifact(number: int, *, day: int, branch: str = "main", fork: bool = False, expired: bool = False) -> Any:  # noqa: ANN401  GitHub's own shape
    origin = {"head_branch": branch, "repository_id": 1, "head_repository_id": 2 if fork else 1}
    return {"id": number, "created_at": f"2030-01-{day:02}T00:00:00Z", "expired": expired, "workflow_run": origin}


PAGES = [
    pytest.param([[]], "", id="first run"),
    pytest.param([[artifact(7, day=1)]], "7", id="one"),
    pytest.param([[artifact(7, day=1)], [artifact(9, day=3), artifact(8, day=2)]], "9", id="newest of two pages"),
    pytest.param([[artifact(7, day=1), artifact(8, day=2, fork=True)]], "7", id="from a fork"),
    pytest.param([[artifact(7, day=1), artifact(8, day=2, branch="trial")]], "7", id="of another branch"),
    pytest.param([[artifact(7, day=1), artifact(8, day=2, expired=True)]], "7", id="expired"),
    pytest.param([[artifact(8, day=2, fork=True)]], "", id="none of ours"),
]

GH = """\
case "$*" in
  "api --paginate repos/lab/data/actions/artifacts?name=exports&per_page=100") cat "$ANSWERS/list" ;;
  "api repos/lab/data/actions/artifacts/$WANTED/zip") cat "$ANSWERS/zip" ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac"""


def fetch(tmp_path: Path, programs: Path, wanted: str) -> Ended:
    environment = {"GITHUB_REPOSITORY": "lab/data", "GITHUB_REF_NAME": "main", "ANSWERS": str(tmp_path)}
    return run_step(
        step("crawl.yml", "Fetch the last exports"), tmp_path / "work", programs, WANTED=wanted, **environment
    )


@needs_jq
@pytest.mark.parametrize(("pages", "wanted"), PAGES)
def test_a_run_begins_with_the_last_exports_of_its_own_branch(
    tmp_path: Path, stand_in: Stand, pages: list[list[Any]], wanted: str
) -> None:
    programs = stand_in("gh", GH).parent
    stand_in("python", f'exec {sys.executable} "$@"')
    (tmp_path / "list").write_text("".join(json.dumps({"artifacts": page}) for page in pages))
    with zipfile.ZipFile(tmp_path / "zip", "w") as packed:
        packed.writestr("releases/000001/manifest.json", "{}")
    ended = fetch(tmp_path, programs, wanted)
    exports = tmp_path / "work" / "crawled"
    assert ended.code == 0, ended.printed
    assert [p.name for p in exports.rglob("*.json")] == (["manifest.json"] if wanted else [])
    assert ("There are no exports yet" in ended.printed) is not bool(wanted)


BROKEN = [
    pytest.param("exit 1", id="no list"),
    pytest.param('case "$*" in *zip) exit 1 ;; *) cat "$ANSWERS/list" ;; esac', id="no artifact"),
    pytest.param('case "$*" in *zip) echo torn ;; *) cat "$ANSWERS/list" ;; esac', id="torn artifact"),
    pytest.param('echo \'{"message": "Bad Gateway"}\'', id="another answer"),
]


@needs_jq
@pytest.mark.parametrize("gh", BROKEN)
def test_a_failed_fetch_is_never_taken_for_an_empty_past(tmp_path: Path, stand_in: Stand, gh: str) -> None:
    programs = stand_in("gh", gh).parent
    stand_in("python", f'exec {sys.executable} "$@"')
    (tmp_path / "list").write_text(json.dumps({"artifacts": [artifact(7, day=1)]}))
    assert fetch(tmp_path, programs, "7").code != 0
