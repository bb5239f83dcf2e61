"""The summary of a GitHub job, from the very report that the command line prints."""

import subprocess
import sys
from pathlib import Path

from deploy.job_summary import job_summary
from pubcrawl.gate.advice import ADVICE
from pubcrawl.gate.report import Problem, RunReport, SiteReport
from tests.conftest import ROOT

DRIFT = Problem(reason="drift", message="no title in <div|x>\nat `/en/[1]`")

REPORT = RunReport(
    run_id="20300101T000000Z",
    code=5,
    verdict_line="published release 000002: 40 records, 31 works; kept the last rows of amii (drift)",
    release="000002",
    published=True,
    sites=(
        SiteReport(site="amii", pages=3, records=0, verdict="block", problems=(DRIFT,)),
        SiteReport(site="mila_en", pages=4, records=40),
    ),
    files={},
)

SUMMARY = f"""\
## pubcrawl ended with code 5

published release 000002: 40 records, 31 works; kept the last rows of amii (drift)

| site | verdict | pages | records |
| --- | --- | ---: | ---: |
| amii | block | 3 | 0 |
| mila_en | pass | 4 | 40 |

- amii: drift: no title in &lt;div&#124;x&gt; at &#96;/en/&#91;1&#93;&#96;<br>next: {ADVICE["drift"].replace("`", "&#96;")}

What to do next for each code: `docs/how-to/schedule.md`.
"""


def test_a_run_is_told_by_site_with_what_to_do_next() -> None:
    assert job_summary(REPORT.to_json_line(), "5") == SUMMARY


def test_a_run_without_a_report_is_told_by_its_code() -> None:
    assert job_summary(b"", "7") == (
        "## pubcrawl ended with code 7\n\n"
        "The run printed no report: the log of its step says why.\n\n"
        "What to do next for each code: `docs/how-to/schedule.md`.\n"
    )


def test_the_script_prints_the_summary(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(REPORT.to_json_line())
    script = ROOT / "deploy" / "job_summary.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path / "run.json", "5"], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == (SUMMARY, "")
