"""A proxy of the environment: not asked unless the operator switches it on, and what then still holds."""

import base64
import ssl
from pathlib import Path

import trustme

from tests.battery.server import Answer, Answers, HostileServer
from tests.fetching.crawling import crawl
from tests.fetching.proxy import Proxy, proxy

NO_ROBOTS = Answer(status=404)
SITE: Answers = {
    "/robots.txt": NO_ROBOTS,
    "/a": Answer(status=302, headers={"Location": "/b"}, body=b""),
    "/b": [Answer(status=500), Answer()],
}
ON = {"HTTPPROXY_ENABLED": "True"}


def through(running: Proxy, user: str = "", **more: str) -> dict[str, str]:
    """An environment that names a proxy."""
    address = f"http://{user}127.0.0.1:{running.port}"
    return {"http_proxy": address, "https_proxy": address, "no_proxy": "", **more}


def test_the_environment_s_proxy_is_not_asked_by_default() -> None:
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        came = crawl(site.url, ["/a"], environment=through(running))
    assert (came.got, running.asked) == (["/b"], [])


def test_where_it_is_switched_on_every_request_goes_through_it() -> None:
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        came = crawl(None, ["/a"], base_url="http://visitor.example", settings=ON, environment=through(running))
    paths = ["/robots.txt", "/a", "/b", "/b"]
    assert (came.got, came.problems, site.paths) == (["/b"], [], paths)
    assert running.asked == [f"GET http://visitor.example{path}" for path in paths]


def test_a_name_that_leads_inside_is_no_matter_for_a_proxy() -> None:
    inside = {"proxy.inside": ["127.0.0.1"]}
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        named = {"http_proxy": f"http://proxy.inside:{running.port}"}
        came = crawl(None, ["/a"], base_url="http://visitor.example", settings=ON, names=inside, environment=named)
    assert (came.got, len(running.asked)) == (["/b"], 4), came


def test_it_is_told_its_password_and_the_site_is_not() -> None:
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        environment = through(running, "ada:secret@")
        came = crawl(None, ["/a"], base_url="http://visitor.example", settings=ON, environment=environment)
    assert came.got == ["/b"]
    assert set(running.credentials) == {f"Basic {base64.b64encode(b'ada:secret').decode()}"}
    assert not any("proxy-authorization" in v.headers for v in site.visits)
    assert "secret" not in came.log


def test_https_goes_through_a_tunnel_and_the_site_s_certificate_is_checked(tmp_path: Path) -> None:
    known, stranger = trustme.CA(), trustme.CA()
    known.cert_pem.write_to_path(tmp_path / "trusted.pem")
    got = {}
    for authority in (known, stranger):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("visitor.example").configure_cert(context)
        with HostileServer(SITE, tls=context) as site, proxy((site.host, site.port)) as running:
            environment = through(running, "ada:secret@", SSL_CERT_FILE=str(tmp_path / "trusted.pem"))
            came = crawl(None, ["/a"], settings=ON, environment=environment)
        assert set(running.asked) == {"CONNECT visitor.example:443"}
        assert not any("proxy-authorization" in v.headers for v in site.visits)
        got[authority] = came.got
    assert got == {known: ["/b"], stranger: []}


def test_what_no_proxy_names_is_asked_directly() -> None:
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        came = crawl(site.url, ["/a"], settings=ON, environment=through(running, no_proxy=site.host))
    assert (came.got, running.asked) == (["/b"], [])


def test_through_it_too_no_address_leads_out_of_the_site() -> None:
    away = {f"/{n}": Answer(status=302, headers={"Location": url}, body=b"") for n, url in enumerate((
        "http://169.254.169.254/", "http://10.0.0.1/", "http://other.example/", "http://visitor.example:8080/",
    ))}  # fmt: skip
    with HostileServer({"/robots.txt": NO_ROBOTS, **away}) as site, proxy((site.host, site.port)) as running:
        came = crawl(None, [*away], base_url="http://visitor.example", settings=ON, environment=through(running))
    assert (came.got, len(came.problems)) == ([], len(away))
    assert {line.split("/")[2] for line in running.asked} == {"visitor.example"}


def test_a_page_s_own_proxy_is_refused_where_none_is_switched_on() -> None:
    with HostileServer(SITE) as site, proxy((site.host, site.port)) as running:
        came = crawl(site.url, ["/a"], meta={"proxy": f"http://127.0.0.1:{running.port}"})
    assert (came.said, running.asked, site.paths) == (["a proxy could send it anywhere"], [], [])
