"""The fixture server replays a manifest over real HTTP."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pubcrawl.fixture_server import Reply, address
from tests.served import WatchedServer

FIXTURES = Path(__file__).parents[1] / "fixtures"
LISTING = "/en/research/publications"


@pytest.fixture
def server() -> Iterator[WatchedServer]:
    with WatchedServer([FIXTURES / "mila_en", FIXTURES / "amii"]) as serving:
        yield serving


def ask(
    server: WatchedServer, site: str, path: str, *, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(server.base_url(site))
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=5)
    try:
        connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def manifest(site: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads((FIXTURES / site / "manifest.json").read_text())
    return found


@pytest.mark.parametrize("site", ["mila_en", "amii"])
def test_every_response_comes_back_as_the_manifest_has_it(server: WatchedServer, site: str) -> None:
    for entry in manifest(site)["responses"]:
        parts = urlsplit(str(entry["url"]))
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status, headers, body = ask(server, site, path)
        assert status == entry["status"]
        assert body == (FIXTURES / site / str(entry["file"])).read_bytes()
        recorded = entry["headers"]
        assert isinstance(recorded, dict)
        assert {name: headers[name.lower()] for name in recorded} == recorded
    assert server.unknown == []


def test_only_the_recorded_date_is_sent(server: WatchedServer) -> None:
    parts = urlsplit(server.base_url("amii"))
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as client:
        client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head = b"".join(iter(lambda: client.recv(4096), b"")).split(b"\r\n\r\n")[0]
    assert head.count(b"\r\nDate: ") == 1
    assert b"Date: Mon, 20 Apr 2026 06:00:00 GMT" in head
    assert b"\r\nServer:" not in head


@pytest.mark.parametrize("spelling", ["?page=0%2C1", "?page=0,1", "?page=0%2c1"])
def test_a_query_may_be_spelled_in_any_way(server: WatchedServer, spelling: str) -> None:
    status, _, body = ask(server, "mila_en", f"/en/directory/noemie-tessier-vallee{spelling}")
    assert (status, b"Publications" in body) == (200, True)
    assert server.unknown == []


def test_the_first_page_has_two_addresses(server: WatchedServer) -> None:
    assert ask(server, "mila_en", LISTING)[2] == ask(server, "mila_en", f"{LISTING}?page=0")[2]


def test_an_address_is_decoded_and_its_query_in_any_order() -> None:
    assert address("https://x.org/a%2Cb?c=1&b=%C3%A9") == ("/a,b", (("b", "é"), ("c", "1")))
    assert address("https://x.org") == address("https://x.org/")
    assert address("/a?page=0") != address("/a")


def test_an_unknown_address_is_a_404_and_noted(server: WatchedServer) -> None:
    status, headers, body = ask(server, "mila_en", f"{LISTING}?q=Reasoning")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert body.endswith(b"\n")
    assert server.unknown == [f"mila_en {LISTING}?q=Reasoning"]


def test_one_site_does_not_answer_for_another(server: WatchedServer) -> None:
    assert ask(server, "amii", LISTING)[0] == 404
    assert server.base_url("amii") != server.base_url("mila_en")
    assert server.sites == ("mila_en", "amii")


def test_a_known_etag_gives_304_without_a_body(server: WatchedServer) -> None:
    _, headers, _ = ask(server, "mila_en", LISTING)
    status, again, body = ask(server, "mila_en", LISTING, If_None_Match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert ask(server, "mila_en", LISTING, If_None_Match='"other"')[0] == 200


def test_head_gives_the_headers_alone(server: WatchedServer) -> None:
    _, headers, body = ask(server, "mila_en", LISTING)
    status, alone, nothing = ask(server, "mila_en", LISTING, method="HEAD")
    assert (status, nothing) == (200, b"")
    assert alone["content-length"] == headers["content-length"] == str(len(body))


def test_requests_are_noted_in_order_with_their_user_agent(server: WatchedServer) -> None:
    ask(server, "amii", "/robots.txt", User_Agent="pubcrawl-test")
    ask(server, "mila_en", LISTING)
    first, second = server.requests
    assert (first.site, first.path, first.user_agent) == ("amii", "/robots.txt", "pubcrawl-test")
    assert (second.site, second.path, second.user_agent) == ("mila_en", LISTING, "")
    assert first.at <= second.at


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("maintenance", 503),
        ("maintenance_200", 200),
        ("soft_404", 200),
        ("challenge", 200),
        ("empty_list", 200),
    ],
)
def test_a_bad_page_can_take_the_place_of_a_good_one(server: WatchedServer, role: str, status: int) -> None:
    server.replace("mila_en", f"{LISTING}?page=1", role)
    entry = next(e for e in manifest("mila_en")["extras"] if e["role"] == role)
    found, _, body = ask(server, "mila_en", f"{LISTING}?page=1")
    assert (found, body) == (status, (FIXTURES / "mila_en" / str(entry["file"])).read_bytes())
    assert ask(server, "mila_en", LISTING)[2] != body


def test_a_bad_page_has_no_address_of_its_own(server: WatchedServer) -> None:
    assert ask(server, "mila_en", "/en/past/")[0] == 404


def test_a_reply_can_be_put_and_dropped(server: WatchedServer) -> None:
    moved = Reply(status=302, headers={"Location": "http://127.0.0.2/"}, body=b"")
    server.put("amii", "/sitemap.xml", moved)
    assert ask(server, "amii", "/sitemap.xml")[:1] == (302,)
    server.drop("amii", "/sitemap.xml")
    assert ask(server, "amii", "/sitemap.xml")[0] == 404


def test_an_error_page_is_sent_in_full_whatever_etag_is_known(server: WatchedServer) -> None:
    server.replace("amii", "/sitemap.xml", "maintenance")
    _, headers, body = ask(server, "amii", "/sitemap.xml")
    assert ask(server, "amii", "/sitemap.xml", If_None_Match=headers["etag"])[::2] == (503, body)


def test_it_stands_on_the_loopback_address_and_leaves_it() -> None:
    with WatchedServer([FIXTURES / "amii"]) as serving:
        url = serving.base_url("amii")
        assert urlsplit(url).hostname == "127.0.0.1"
        port = urlsplit(url).port or 0
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    with pytest.raises(LookupError, match="amii is not being served"):
        serving.base_url("amii")


def test_ports_follow_the_first_when_one_is_asked_for() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with WatchedServer([FIXTURES / "amii"], port=port) as serving:
        assert serving.base_url("amii") == f"http://127.0.0.1:{port}"


def test_two_folders_of_one_site_are_refused() -> None:
    with pytest.raises(ValueError, match="two folders hold the site amii"):
        WatchedServer([FIXTURES / "amii", FIXTURES / "amii"]).__enter__()


def test_a_client_that_hangs_up_leaves_nothing_on_stderr(
    server: WatchedServer, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = urlsplit(server.base_url("mila_en"))
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as client:
        client.sendall(b"GET /en/research/publications HTTP/1.1\r\nHost: x\r\n")
    ask(server, "mila_en", LISTING)
    assert capfd.readouterr() == ("", "")
