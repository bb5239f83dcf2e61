"""Scrapy's own doors: what a Scrapy developer types, in processes of their own and over real HTTP."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.cmdline import execute

from pubcrawl.fixture_server import Reply
from tests.battery import forked
from tests.conftest import ROOT
from tests.loopback.sitecustomize import path_with_guard
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import LISTING, NO_RETRY, page

SAVED = ROOT / "fixtures" / "mila_en" / "pages" / "publications-0.html"
TITLE = "response.css('title::text').get()"
READ = "sum(not hasattr(x, 'url') for x in spider.parse(response))"


@pytest.fixture
def mila() -> Iterator[WatchedServer]:
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as server:
        yield server


def scrapy(folder: Path, *words: str) -> forked.Ended:
    """Run a command of Scrapy in a folder outside the checkout, as somebody does who installed the package."""
    settings = {"SCRAPY_SETTINGS_MODULE": "pubcrawl.settings"}
    command = ["scrapy", *words, *(() if "DOWNLOAD_DELAY=1" in words else HASTE), *NO_RETRY]
    within = partial(chdir, folder)
    return forked.start(command, folder / "said", environment=settings, within=within, program=execute).ended(60)


@pytest.mark.parametrize("spelled", ["page.html", "./page.html", "un été/page.html", "file"])
def test_the_shell_reads_a_saved_page_however_it_is_spelled(tmp_path: Path, spelled: str) -> None:
    name = "page.html" if spelled == "file" else spelled
    (tmp_path / name).parent.mkdir(exist_ok=True)
    shutil.copy(SAVED, tmp_path / name)
    named = (tmp_path / name).as_uri() if spelled == "file" else spelled
    ended = scrapy(tmp_path, "shell", "--nolog", named, "-c", TITLE)
    assert (ended.code, ended.out, ended.err) == (0, "Publications | Mila\n", "")


def test_a_spider_reads_a_saved_page_in_the_shell_and_under_parse(tmp_path: Path) -> None:
    shutil.copy(SAVED, tmp_path / "page.html")
    ended = scrapy(tmp_path, "shell", "--nolog", "page.html", "--spider", "mila_en", "-c", READ)
    assert (ended.code, ended.out, ended.err) == (0, "12\n", "")
    ended = scrapy(tmp_path, "parse", "--nolog", "page.html", "--spider", "mila_en", "--pipelines")
    assert (ended.code, ended.out.count("'title': "), ended.err) == (0, 12, "")


def test_the_named_file_is_the_only_one(tmp_path: Path, mila: WatchedServer) -> None:
    shutil.copy(SAVED, tmp_path / "page.html")
    other = (tmp_path / "secret").as_uri()
    (tmp_path / "secret").write_text("secret")
    ended = scrapy(tmp_path, "shell", "--nolog", "page.html", "-c", f"fetch({other!r}) or response")
    assert (ended.out, "secret: file: is not a scheme of the web" in ended.err) == ("", True)
    mila.put("mila_en", LISTING, Reply(status=302, headers={"Location": other}, body=b""))
    ended = scrapy(tmp_path, "fetch", "--nolog", mila.base_url("mila_en") + LISTING)
    assert "secret" not in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ("shell", "-c", TITLE),
        ("shell", "--spider", "mila_en", "-c", TITLE),
        ("fetch",),
        ("fetch", "--spider", "mila_fr"),
    ],
)
def test_a_named_page_of_this_machine_is_read(mila: WatchedServer, tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = scrapy(tmp_path, *words, "--nolog", mila.base_url("mila_en") + LISTING)
    assert (ended.code, "Publications | Mila" in ended.out, ended.err) == (0, True, "")
    assert [asked.path for asked in mila.requests] == ["/robots.txt", LISTING]


@pytest.mark.parametrize("pipelines", [(), ("--pipelines",)])
def test_parse_shows_records_and_where_the_page_leads(
    mila: WatchedServer, tmp_path: Path, pipelines: tuple[str, ...]
) -> None:
    base = mila.base_url("mila_en")
    ended = scrapy(tmp_path, "parse", "--nolog", base + LISTING, "--spider", "mila_en", *pipelines)
    assert (ended.code, ended.err, ended.out.count("'title': ")) == (0, "", 12)
    assert f"[<GET {base}{LISTING}?page=1>]" in ended.out
    assert "'source_url': 'https://mila.quebec/en/research/publications'" in ended.out


def test_what_parse_puts_into_a_feed_went_through_the_pipelines(mila: WatchedServer, tmp_path: Path) -> None:
    page_1 = mila.base_url("mila_en") + LISTING
    ended = scrapy(tmp_path, "parse", "--nolog", page_1, "--spider", "mila_en", "-O", "out.jsonl")
    assert (ended.code, (tmp_path / "out.jsonl").read_bytes().count(b'"language":"en"')) == (0, 11)


ANOTHER = "http://10.0.0.1/"


@pytest.mark.parametrize("words", [("shell", "-c", TITLE), ("fetch",), ("view",), ("parse", "--spider", "mila_en")])
def test_what_gets_no_answer_says_why_in_one_line_and_by_the_code(tmp_path: Path, words: tuple[str, ...]) -> None:
    contact = ("-s", "PUBCRAWL_CONTACT=https://lab.example/bot")
    ended = scrapy(tmp_path, words[0], "--nolog", *contact, ANOTHER, *words[1:])
    assert ended.code == 4
    (line,) = ended.err.splitlines()
    assert line.startswith(f"no answer from {ANOTHER}: 10.0.0.1 is not ")


@pytest.mark.parametrize(
    ("path", "reply", "why"),
    [
        ("/user/1", page("never asked for"), "robots.txt of 127.0.0.1:{port} forbids /user/1"),
        ("/robots.txt", page("busy", 503), "robots.txt of 127.0.0.1:{port} could not be read (503), so nothing may be"),
        (
            "/away",
            Reply(status=302, headers={"Location": ANOTHER}, body=b""),
            "10.0.0.1 is not an address of the public",
        ),
        (
            "/near",
            Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}, body=b""),
            "http on port 1 is not how",
        ),
    ],
)
def test_robots_and_guard_hold_for_a_named_page(
    mila: WatchedServer, tmp_path: Path, path: str, reply: Reply, why: str
) -> None:
    mila.put("mila_en", path, reply)
    base = mila.base_url("mila_en")
    asked = base + (path if path != "/robots.txt" else LISTING)
    ended = scrapy(tmp_path, "fetch", "--nolog", asked)
    assert (ended.code, ended.out) == (4, "")
    assert why.format(port=base.rpartition(":")[2]) in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.night
def test_the_delay_holds_in_the_shell(mila: WatchedServer, tmp_path: Path) -> None:
    url = mila.base_url("mila_en") + LISTING
    again = f"fetch({url!r}) or fetch({url!r})"
    ended = scrapy(tmp_path, "shell", "--nolog", url, "-c", again, "-s", "DOWNLOAD_DELAY=1")
    times = [asked.at for asked in mila.requests]
    assert (ended.code, len(times)) == (0, 4)
    assert min(later - sooner for sooner, later in pairwise(times)) >= 1


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (("fetch", "{base}/nowhere"), 0, "/nowhere answered HTTP 404"),
        (("parse", "{base}/nowhere", "--spider", "mila_en"), 4, "nothing to parse at {base}/nowhere: HTTP 404"),
        (
            ("parse", "{base}/maintenance", "--spider", "mila_en"),
            4,
            "mila_en makes nothing of it: maintenance: the site",
        ),
        (
            ("parse", "{base}/x"),
            2,
            "error: name the spider that reads the page: --spider amii, mila_en, mila_fr",
        ),
        (("shell", "nowhere.html", "-c", "1"), 2, "error: there is no file nowhere.html"),
        (("fetch", "file:///nowhere"), 2, "error: there is no file file:///nowhere"),
        (("crawl", "nowhere"), 2, "error: unknown site 'nowhere': the sites are amii, mila_en, mila_fr"),
        (("crawl", "mila_en", "-o", "x.parquet"), 2, "error: -o cannot append to Parquet, use -O x.parquet"),
        (("crawl", "mila_en", "-a", "layout=no"), 2, "error: wrong -a: no: No such file"),
        (("crawl", "mila_en", "-a", "limit_pages=few"), 2, "error: wrong -a: limit_pages is 'few': it must be a whole"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    mila: WatchedServer, tmp_path: Path, words: tuple[str, ...], code: int, line: str
) -> None:
    mila.replace("mila_en", "/maintenance", "maintenance_200")
    base = mila.base_url("mila_en")
    ended = scrapy(tmp_path, words[0], "--nolog", *(word.format(base=base) for word in words[1:]))
    assert ended.code == code
    assert line.format(base=base) in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err


NOTHING = page("<html><body><p>Something else</p></body></html>")


@pytest.mark.parametrize(
    ("reply", "code"),
    [(page("busy", 500), 4), (Reply(status=200, headers={"Content-Type": "image/png"}, body=b"\0"), 5), (NOTHING, 3)],
)
def test_a_crawl_ends_with_the_code_of_its_site(mila: WatchedServer, tmp_path: Path, reply: Reply, code: int) -> None:
    mila.put("mila_en", LISTING, reply)
    address = f"site_url={mila.base_url('mila_en')}"
    ended = scrapy(tmp_path, "crawl", "mila_en", "--nolog", "-a", address, "-O", "out.csv")
    (line,) = ended.err.splitlines()
    assert (ended.code, line.startswith("mila_en was not read whole: ")) == (code, True)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.night
def test_a_spider_s_file_runs_by_itself(tmp_path: Path) -> None:
    with WatchedServer([ROOT / "fixtures" / "amii"]) as server:
        file = str(ROOT / "pubcrawl" / "spiders" / "amii.py")
        address = f"site_url={server.base_url('amii')}"
        ended = scrapy(tmp_path, "runspider", file, "--nolog", "-a", address, "-O", "out.jsonl")
    assert (ended.code, ended.err) == (0, "")
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 28


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, in which files may be made."""
    shutil.copytree(ROOT / "pubcrawl", tmp_path / "pubcrawl", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def typed(folder: Path, *words: str, code: int = 0) -> str:
    """Run a module of Python on a copy of the program, and return what it said."""
    environment = {"PYTHONPATH": path_with_guard(str(folder)), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.night
def test_genspider_makes_a_site_that_is_whole_but_for_its_reading(copy: Path) -> None:
    said = typed(copy, "scrapy", "genspider", "-t", "institute", "southern", "https://southern.example/en/publications")
    assert f"Created {copy}/pubcrawl/pages/southern.py: say there what the pages say" in said
    assert "Created spider 'southern' using template 'institute' in module:\n  pubcrawl.spiders.southern" in said
    assert typed(copy, "scrapy", "list") == "amii\nmila_en\nmila_fr\nsouthern\n"
    assert "\nOK\n" in typed(copy, "scrapy", "check", "southern")
    assert "southern" in typed(copy, "pubcrawl", "sites")
    made = [f"pubcrawl/{kind}/southern.py" for kind in ("pages", "spiders")]
    assert typed(copy, "ruff", "check", *made) == "All checks passed!\n"
    assert "2 files already formatted" in typed(copy, "ruff", "format", "--check", *made)
    (copy / "page.html").write_text("<html><body><h1>Publications</h1><p>Snow on Solar Panels</p></body></html>")
    drift = typed(copy, "scrapy", "parse", "--nolog", "page.html", "--spider", "southern", code=5)
    assert "nobody has said yet by which cues SouthernPage finds publications" in drift.splitlines()[-1]
    before = [(copy / name).read_bytes() for name in made]
    assert "already exists" in typed(copy, "scrapy", "genspider", "southern", "southern.example")
    assert [(copy / name).read_bytes() for name in made] == before


@pytest.mark.night
def test_genspider_takes_the_page_class_that_is_there(copy: Path) -> None:
    page_file = copy / "pubcrawl" / "pages" / "mila.py"
    text = page_file.read_text("utf-8").replace('("mila_en", "mila_fr")', '("mila_en", "mila_fr", "mila_de")')
    page_file.write_text(text, "utf-8")
    assert "pages" not in typed(copy, "scrapy", "genspider", "mila_de", "https://mila.quebec/de/publikationen")
    assert "from pubcrawl.pages.mila import MilaPage\n" in (copy / "pubcrawl" / "spiders" / "mila_de.py").read_text()
    assert "mila_de" in typed(copy, "scrapy", "list")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nor-thern", "southern.example"), "a site is named in lower-case letters, digits and _, not 'nor-thern'"),
        (("southern", 'https://southern.example/"+x'), "is not the address of a page"),
        (("-t", "basic", "southern", "southern.example"), "Unable to find template: basic"),
    ],
)
@pytest.mark.night
def test_genspider_makes_nothing_of_what_cannot_be(copy: Path, words: tuple[str, ...], line: str) -> None:
    before = sorted(copy.rglob("*.py"))
    assert line in typed(copy, "scrapy", "genspider", *words, code=2)
    assert sorted(copy.rglob("*.py")) == before


def test_the_templates_are_part_of_the_package() -> None:
    """A wheel holds what `package-data` names."""
    globs = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["pubcrawl"]
    packed = {path for glob in globs for path in (ROOT / "pubcrawl").glob(glob)}
    assert {path for path in (ROOT / "pubcrawl" / "templates").rglob("*") if path.is_file()} <= packed
    assert len(packed) == 2
