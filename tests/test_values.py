"""Names and values that a user gives are checked before anything is fetched, and before any folder is made."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import scrapy
from scrapy.settings import default_settings

from pubcrawl.errors import WrongOrder
from pubcrawl.runs.order import Order
from pubcrawl.spiders.options import READ_AS_FLOAT, check_settings, checked
from pubcrawl.spiders.sites import spider
from tests.battery.clock import at
from tests.battery.forked import run
from tests.conftest import ROOT
from tests.records import NOON
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_cli import pubcrawl

WRONG = {
    "-s PUBCRAWL_SWEP_DAYS=3": "there is no setting PUBCRAWL_SWEP_DAYS: did you mean PUBCRAWL_SWEEP_DAYS?",
    "-s DOWNLOAD_DELY=1": "there is no setting DOWNLOAD_DELY: did you mean DOWNLOAD_DELAY?",
    "-s download_delay=1": "there is no setting download_delay: did you mean DOWNLOAD_DELAY?",
    "-s PUBCRAWL_GATE_SHRINKS=1": "there is no setting PUBCRAWL_GATE_SHRINKS: did you mean PUBCRAWL_GATE_SHRINK?",
    "-s QUITE_ANOTHER=1": "there is no setting QUITE_ANOTHER of Scrapy's or ours",
    "-s DOWNLOAD_DELAY=fast": "DOWNLOAD_DELAY is 'fast': it must be a number",
    "-s DOWNLOAD_DELAY=nan": "DOWNLOAD_DELAY is 'nan': it must be a number",
    "-s DOWNLOAD_DELAY=-1": "DOWNLOAD_DELAY is '-1': it must be a number of 0 or more",
    "-s RETRY_TIMES=1.5": "RETRY_TIMES is '1.5': it must be a whole number",
    "-s PUBCRAWL_BACKOFF=soon": "PUBCRAWL_BACKOFF is 'soon': it must be a number",
    "-s PUBCRAWL_REFUSALS_MAX=-1": "PUBCRAWL_REFUSALS_MAX is '-1': it must be a whole number of 1 or more",
    "-s PUBCRAWL_KEEP_RUNS=x": "PUBCRAWL_KEEP_RUNS is 'x': it must be a whole number",
    "-s PUBCRAWL_KEEP_RUNS=0": "PUBCRAWL_KEEP_RUNS is '0': it must be a whole number of 1 or more",
    "-s PUBCRAWL_SWEEP_DAYS=0": "PUBCRAWL_SWEEP_DAYS is '0': it must be a whole number of 1 or more",
    "-s PUBCRAWL_SWEEP_DAYS=often": "PUBCRAWL_SWEEP_DAYS is 'often': it must be a whole number",
    "-s PUBCRAWL_GATE_SHRINK=much": "PUBCRAWL_GATE_SHRINK is 'much': it must be a number",
    "-s ROBOTSTXT_OBEY=maybe": "ROBOTSTXT_OBEY is 'maybe': it must be True or False",
    "-s TELNETCONSOLE_ENABLED=no": "TELNETCONSOLE_ENABLED is 'no': it must be True or False",
    "-s RETRY_HTTP_CODES=500,many": "RETRY_HTTP_CODES is 'many': it must be a whole number",
    "-s DEFAULT_REQUEST_HEADERS=Secret": "DEFAULT_REQUEST_HEADERS must be an object of JSON",
    "-s EXTENSIONS=[1]": "EXTENSIONS must be an object of JSON",
    "-s LOG_LEVEL=info": "LOG_LEVEL is 'info': did you mean INFO? there are CRITICAL, ",
    "-a profile=1": "mila_en has no argument 'profile': did you mean profiles?",
    "-a visit=1": "mila_en has no argument 'visit': it takes layout, limit_pages, profiles, site_url",
    "-a http_pass=Secret": "mila_en has no argument 'http_pass'",
    "-a limit_pages=two": "limit_pages is 'two': it must be a whole number of 0 or more",
    "-a limit_pages=-1": "limit_pages is '-1': it must be a whole number of 0 or more",
    "-a profiles=maybe": "profiles is 'maybe': it must be True or False",
    "-a site_url=Secret": "'Secret' is not an http or https address",
    "-a site_url=http://me:Secret@x": "'http://x' is fetched without a user name and password",
    "-a layout=nowhere.toml": "nowhere.toml: No such file",
    "mila-en": "unknown site 'mila-en': did you mean mila_en? the sites are amii, mila_en, mila_fr",
    "--site-url mila-en=http://x": "unknown site 'mila-en': did you mean mila_en?",
}
RANGES = {
    "-s PUBCRAWL_GATE_SHRINK=-1": "PUBCRAWL_GATE_SHRINK is '-1': it must be a number of 0 or more",
    "-s PUBCRAWL_GATE_ACCEPT=shrink": "PUBCRAWL_GATE_ACCEPT cannot name shrink",
}
"""What has a range of its own, which the part that it belongs to knows."""
UNTOLD = ("DEFAULT_REQUEST_HEADERS=Secret", "http_pass=Secret", "me:Secret@x")
"""Where a value may be a password: the line does not repeat it."""


@pytest.fixture(scope="module")
def server() -> Iterator[WatchedServer]:
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as serving:
        yield serving


def order(said: str) -> Order:
    """What the words of a command line order."""
    found: dict[str, dict[str, str]] = {"-s": {}, "-a": {}, "--site-url": {}}
    option, _, pair = said.rpartition(" ")
    name, _, value = pair.partition("=")
    if option:
        found[option][name] = value
    sites = ("mila_en",) if option else (said,)
    return Order(
        exports=Path("made"), sites=sites, settings=found["-s"], arguments=found["-a"], site_urls=found["--site-url"]
    )


@pytest.mark.parametrize("said", WRONG)
def test_what_is_wrong_is_told_with_its_cause(said: str) -> None:
    with pytest.raises(WrongOrder) as caught:
        checked(order(said))
    line = str(caught.value)
    assert WRONG[said] in line
    assert "\n" not in line
    assert ("Secret" in line) == ("Secret" in said and not said.endswith(UNTOLD))


@pytest.mark.parametrize("said", ["mila-en", "-s DOWNLOAD_DELY=1", "-s DOWNLOAD_DELAY=fast", "-a profile=1", *RANGES])
def test_what_is_wrong_is_one_line_and_nothing_else_happens(server: WatchedServer, tmp_path: Path, said: str) -> None:
    site = () if said[0] != "-" else ("mila_en",)
    url = f"mila_en={server.base_url('mila_en')}"
    done = pubcrawl("crawl", *site, *said.split(), "--site-url", url, "--exports", "made", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert {**WRONG, **RANGES}[said] in done.stderr
    report = json.loads(done.stdout)
    assert (report["code"], f"pubcrawl: {report['verdict_line']}\n") == (2, done.stderr)
    assert (list(tmp_path.iterdir()), server.requests) == ([], [])


@pytest.mark.parametrize("verb", [("demo",), ("record", "mila_en")], ids=" ".join)
@pytest.mark.parametrize("said", ["-s DOWNLOAD_DELY=1", "-s PUBCRAWL_GATE_SHRINKS=1"])
def test_every_verb_that_fetches_checks_settings(tmp_path: Path, verb: tuple[str, ...], said: str) -> None:
    done = pubcrawl(*verb, *said.split(), cwd=tmp_path)
    assert (done.returncode, done.stderr, done.stdout) == (2, f"pubcrawl: {done.stderr[10:-1]}\n", "")
    assert WRONG[said] in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_record_checks_arguments(tmp_path: Path) -> None:
    done = pubcrawl("record", "amii", "-a", "profiles=1", "--fixtures", "made", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "pubcrawl: amii has no argument 'profiles': it takes layout, limit_pages, site_url\n"
    assert list(tmp_path.iterdir()) == []


USAGE = {
    "crwl": "No such command 'crwl'. Did you mean 'crawl'?",
    "crawl --limt-pages 3": "No such option '--limt-pages'. Did you mean '--limit-pages'?",
    "export --format bibtx": "'bibtx' is not one of 'csv', 'bibtex', 'ris', 'csl-json', 'atom', 'jsonl': did you mean bibtex?",
    "export --format csv --since 2026-13-01": "'2026-13-01' does not match the format '%Y-%m-%d'",
    "export --format csv --language english": "unknown language 'english': did you mean en? the languages are en, fr",
    "export --format csv --language EN": "unknown language 'EN': did you mean en?",
    "export --format csv --language xx": "unknown language 'xx': the languages are en, fr",
    "extract x --site mila-en": "unknown site 'mila-en': did you mean mila_en?",
    "fixture add mila_en / x --origin authord": "did you mean authored?",
}


@pytest.mark.parametrize("said", USAGE)
def test_a_word_that_a_verb_does_not_know_is_answered_with_the_nearest(tmp_path: Path, said: str) -> None:
    done = pubcrawl(*said.split(), cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (2, 1, ""), done.stderr
    assert USAGE[said] in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("said", ["--bogus", "-s DOWNLOAD_DELAY", "--limit-pages x", "--layout nowhere"])
def test_a_scheduler_gets_its_object_for_wrong_usage_too(tmp_path: Path, said: str) -> None:
    done = pubcrawl("crawl", "--json", *said.split(), cwd=tmp_path)
    report = json.loads(done.stdout)
    assert (done.returncode, report["code"], report["sites"], report["published"]) == (2, 2, [], False)
    assert f"pubcrawl: {report['verdict_line']}\n" == done.stderr


@pytest.mark.night
@pytest.mark.parametrize(("said", "whole"), [((), False), (("-s", "PUBCRAWL_SWEEP_DAYS=3"), True)])
def test_the_days_to_a_sweep_can_be_set(
    server: WatchedServer, tmp_path: Path, said: tuple[str, ...], *, whole: bool
) -> None:
    url = f"mila_en={server.base_url('mila_en')}"
    order = ["crawl", "mila_en", "--site-url", url, "--exports", str(tmp_path / "exports"), "--json", *HASTE]
    for days, more in ((0, ()), (3, said)):
        ended = run([*order, *more], tmp_path, within=partial(at, NOON + timedelta(days=days)))
        assert ended.code == 0, ended.err
    assert json.loads(ended.out)["sites"][0]["complete"] == whole


GOOD = {
    "DOWNLOAD_DELAY": "0",
    "DOWNLOAD_TIMEOUT": "0.5",
    "AUTOTHROTTLE_ENABLED": "False",
    "HTTPCACHE_ENABLED": "1",
    "PUBCRAWL_BACKOFF": "0.1",
    "PUBCRAWL_ROBOTS_AGE": "1.5",
    "PUBCRAWL_GATE_ACCEPT": "shrunk,drift",
    "PUBCRAWL_SWEEP_DAYS": "3",
    "RETRY_HTTP_CODES": "500,503",
    "DEPTH_PRIORITY": "-1",
    "FEEDS": "{}",
    "FEED_EXPORT_FIELDS": "id,title",
    "JOBDIR": "/nowhere",
    "LOG_LEVEL": "DEBUG",
    "USER_AGENT": "yourlab",
    "DOWNLOAD_SLOTS": '{"x.example": {"concurrency": 1}}',
}


@pytest.mark.parametrize("name", GOOD)
def test_what_scrapy_reads_is_taken(name: str) -> None:
    check_settings({name: GOOD[name]})


def test_every_setting_of_scrapy_and_ours_may_be_given_as_it_is() -> None:
    ours = vars(sys.modules["pubcrawl.settings"])
    defaults = {n: v for n, v in {**vars(default_settings), **ours}.items() if n.isupper()}
    check_settings({n: str(v) for n, v in defaults.items() if isinstance(v, bool | int | float | str)})


def test_numbers_that_scrapy_reads_with_a_point_are_known() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in Path(scrapy.__file__).parent.rglob("*.py"))
    defaults = {n: v for n, v in vars(default_settings).items() if type(v) is int}
    assert {n for n in defaults if f'getfloat("{n}"' in code} == READ_AS_FLOAT


def test_an_argument_goes_to_the_spiders_that_take_it() -> None:
    order = checked(Order(exports=Path("x"), arguments={"profiles": "true"}))
    assert order.sites == ["amii", "mila_en", "mila_fr"]
    assert [spider(s).arguments() >= {"profiles"} for s in order.sites] == [False, True, True]
    with pytest.raises(WrongOrder, match="amii has no argument 'profiles'"):
        checked(Order(exports=Path("x"), sites=["amii"], arguments={"profiles": "1"}))


def test_arguments_that_have_an_option_are_that_option() -> None:
    """A run that reads a few pages must know that it does, however it was told."""
    said = {"limit_pages": "2", "site_url": "http://127.0.0.1:9"}
    order = checked(Order(exports=Path("x"), sites=["amii"], arguments=said))
    assert (order.limit_pages, order.site_urls, order.arguments) == (2, {"amii": "http://127.0.0.1:9"}, {})
    with pytest.raises(WrongOrder, match="site_url is the address of one site: say --site-url SITE=URL"):
        checked(Order(exports=Path("x"), arguments=said))


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("profile=1", "mila_en has no argument 'profile': did you mean profiles?"),
        ("limit_pages=two", "limit_pages is 'two': it must be a whole number of 0 or more"),
    ],
)
def test_under_scrapy_a_wrong_argument_is_one_line_too(said: str, line: str) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", "mila_en", "-a", said, "-a", "site_url=http://127.0.0.1:9"]
    done = subprocess.run([*command, "-s", "LOG_ENABLED=0"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert line in done.stderr
