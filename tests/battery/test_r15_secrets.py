"""Planted secrets: none of them leaves the process, and none lands in a file or is printed."""

import base64
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pubcrawl.text.address import without_user
from tests.battery.forked import Ended, run
from tests.battery.scene import IMPATIENT, fixture
from tests.battery.server import ANY, Answer, HostileServer

pytestmark = pytest.mark.family("R15")

LISTING = "/en/research/publications"
PROFILE = "/en/directory/noemie-tessier-vallee"

ENVIRONMENT = {
    "HTTP_PROXY": "http://somebody:{secret}@{inner}",
    "http_proxy": "http://somebody:{secret}@{inner}",
    "HTTPS_PROXY": "http://somebody:{secret}@{inner}",
    "ALL_PROXY": "http://somebody:{secret}@{inner}",
    "AWS_ACCESS_KEY_ID": "{secret}",
    "AWS_SECRET_ACCESS_KEY": "{secret}",
    "AWS_SESSION_TOKEN": "{secret}",
    "GITHUB_TOKEN": "{secret}",
    "DATABASE_URL": "postgres://somebody:{secret}@{inner}/db",
    "SCRAPY_HTTP_PASS": "{secret}",
    "SCRAPY_USER_AGENT": "{secret}",
    "PUBCRAWL_TOKEN": "{secret}",
}
HEADERS = {
    "Set-Cookie": "session={secret}; Path=/; HttpOnly",
    "Set-Cookie2": "session={secret}",
    "WWW-Authenticate": 'Basic realm="{secret}"',
    "Proxy-Authenticate": 'Basic realm="{secret}"',
    "Authentication-Info": 'nextnonce="{secret}"',
    "Referrer-Policy": "unsafe-url",
}
"""Headers the site sends with every page, robots.txt included."""

FILES = {
    ".netrc": "machine {host} login somebody password {secret}\n",
    ".git-credentials": "http://somebody:{secret}@{host}\n",
    ".scrapy.cfg": "[settings]\ndefault = {secret}\n",
    ".aws/credentials": "[default]\naws_secret_access_key = {secret}\n",
}
"""Files of the user's home folder."""

PLACES = (
    *(f"environment {name}" for name in ENVIRONMENT),
    *(f"header {name}" for name in HEADERS if name != "Referrer-Policy"),
    *(f"file {name}" for name in FILES),
    "a redirect with a password",
    "a redirect of robots.txt with a password",
    "a link with a password",
    "a link of a paper with a password",
    "a base address with a password",
    "a setting HTTPAUTH_PASS",
    "a setting of a password",
)


def secret(place: str) -> str:
    """The secret planted at a place: a word that stands nowhere else."""
    return f"zq{PLACES.index(place):02d}secret{PLACES.index(place):02d}qz"


@dataclass(frozen=True, kw_only=True)
class Planted:
    """What came of a run among planted secrets.

    Attributes:
        ended: how it ended.
        folder: everything it wrote, its export folder included.
        server: the site.
        inner: a proxy nobody may ask.
    """

    ended: Ended
    folder: Path
    server: HostileServer
    inner: HostileServer


def site() -> dict[str, Answer]:
    """The fixture with the planted headers, redirects and links."""
    told = {n: v.format(secret=secret(f"header {n}")) if "secret" in v else v for n, v in HEADERS.items()}
    answers = {path: replace(a, headers={**a.headers, **told}) for path, a in fixture("mila_en").items()}
    away = f"http://somebody:{secret('a redirect with a password')}@127.0.0.2/"
    page, further = answers[LISTING], answers[f"{LISTING}?page=1"]
    link = (
        f'<a href="http://somebody:{secret("a link with a password")}@mila.quebec/en/directory/somebody">Somebody</a>'
    )
    paper = f'href="https://somebody:{secret("a link of a paper with a password")}@papers.example/a.pdf"'
    base = f'<head><base href="https://somebody:{secret("a base address with a password")}@mila.quebec/">'
    first = page.body.replace(b"</body>", link.encode() + b"</body>")
    return {
        **answers,
        PROFILE: Answer(status=302, headers={**told, "Location": away}, body=b""),
        LISTING: replace(page, body=re.sub(rb'href="https://github[^"]*"', paper.encode(), first, count=1)),
        f"{LISTING}?page=1": replace(further, body=further.body.replace(b"<head>", base.encode(), 1)),
    }


def planted(folder: Path, *arguments: str) -> Planted:
    """Run once among all of the secrets."""
    away = f"http://somebody:{secret('a redirect of robots.txt with a password')}@127.0.0.2/robots.txt"
    closed = {ANY: Answer(status=302, headers={"Location": away}, body=b"")}
    with (
        HostileServer({ANY: Answer()}, host="127.0.0.2") as inner,
        HostileServer(site()) as server,
        HostileServer(closed, host="127.0.0.4") as other,
    ):
        home = folder.parent / "home"
        names = {"host": server.host, "inner": f"127.0.0.2:{inner.port}"}
        for name, text in FILES.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text.format(secret=secret(f"file {name}"), **names))
        environment = {n: v.format(secret=secret(f"environment {n}"), **names) for n, v in ENVIRONMENT.items()}
        order = ["crawl", "mila_en", "mila_fr", "--exports", str(folder / "exports"), *IMPATIENT, *arguments]
        urls = ["--site-url", f"mila_en={server.url}", "--site-url", f"mila_fr={other.url}"]
        known = [
            "-a",
            "profiles=1",
            "-s",
            "HTTPAUTH_USER=somebody",
            "-s",
            f"HTTPAUTH_DOMAIN={server.host}:{server.port}",
            "-s",
            f"HTTPAUTH_PASS={secret(PLACES[-2])}",
        ]
        known += ["-s", f"AWS_SECRET_ACCESS_KEY={secret(PLACES[-1])}"]
        environment |= {"HOME": str(home), "NETRC": str(home / ".netrc"), "XDG_CONFIG_HOME": str(home)}
        ended = run([*order, *urls, *known], folder / "said", environment=environment)
    return Planted(ended=ended, folder=folder, server=server, inner=inner)


@pytest.fixture(scope="module", params=[(), ("--json", "-s", "LOG_LEVEL=DEBUG")], ids=["as it is", "DEBUG"])
def among(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return planted(tmp_path_factory.mktemp("planted") / "run", *request.param)


def spellings(place: str) -> list[bytes]:
    """A secret as it is, and as a header would carry it."""
    plain = secret(place).encode()
    return [plain, base64.b64encode(b"somebody:" + plain)]


def test_the_run_saw_what_was_planted(among: Planted) -> None:
    """What follows proves nothing where the run never met the secrets."""
    assert among.ended.code == 4, among.ended
    assert {LISTING, f"{LISTING}?page=4", PROFILE} <= set(among.server.paths)
    published = list(among.folder.glob("exports/releases/*/publications.jsonl"))
    assert b"https://papers.example/a.pdf" in published[0].read_bytes()


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_leaves_or_lands(among: Planted, place: str) -> None:
    sent = "\n".join(f"{v.path}\n{v.headers}" for v in among.server.visits).encode()
    files = {str(p.relative_to(among.folder)): _written(p) for p in among.folder.rglob("*") if p.is_file()}
    assert {"said/out", "said/err", "exports/latest.json"} <= files.keys()
    for spelling in spellings(place):
        assert spelling not in sent
        assert [name for name, content in files.items() if spelling in content] == []


def _written(path: Path) -> bytes:
    """What we wrote of a file: a page kept for conditional requests ends in its body, byte for byte the site's own."""
    content = path.read_bytes()
    return content.partition(b"\n")[0] if path.suffix == ".page" else content


def test_nobody_else_was_asked(among: Planted) -> None:
    assert among.inner.connections == 0


def test_no_header_tells_who_we_are_or_where_we_come_from(among: Planted) -> None:
    names = {name for visit in among.server.visits for name in visit.headers}
    usual = {"accept", "accept-encoding", "accept-language", "cache-control", "host", "user-agent"}
    assert names <= usual | {"if-modified-since", "if-none-match", "connection"}


def test_no_parquet_file_holds_a_secret(among: Planted) -> None:
    """Parquet is compressed, so its cells are looked at one by one."""
    tables = [pq.read_table(path) for path in among.folder.rglob("*.parquet")]
    cells = "\n".join(str(table.to_pylist()) for table in tables)
    assert "https://papers.example/a.pdf" in cells
    assert [place for place in PLACES if secret(place) in cells] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:password@site.example/a", "https://site.example/a"),
        ("https://user@site.example", "https://site.example"),
        ("https://a:b@c:d@site.example/", "https://site.example/"),
        (
            "Redirecting to <GET http://a:b@c/> from <GET http://d/>",
            "Redirecting to <GET http://c/> from <GET http://d/>",
        ),
        ("//a:b@c", "//c"),
        ("https://site.example/@somebody", "https://site.example/@somebody"),
        ("https://site.example/?to=a@b", "https://site.example/?to=a@b"),
        ("workshop @ host venue", "workshop @ host venue"),
        ("somebody@site.example", "somebody@site.example"),
    ],
)
def test_an_address_is_shown_without_its_user(text: str, shown: str) -> None:
    assert without_user(text) == shown


@pytest.mark.parametrize(
    "verb", [("crawl", "mila_en", "--site-url", "mila_en={}"), ("record", "mila_en", "--site-url", "{}")]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path, verb: tuple[str, ...]) -> None:
    command = [word.format("http://somebody:zqsecretqz@127.0.0.1:9") for word in verb]
    ended = run(command, tmp_path / "said")
    assert ended.code == 2
    assert "'http://127.0.0.1:9' is fetched without a user name and password, or not (see pubcrawl " in ended.err
    assert "zqsecretqz" not in ended.out + ended.err
