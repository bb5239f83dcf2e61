"""A host whose encryption fails, of every kind: nothing it says is believed, and readers lose nothing."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from tests.battery.scene import SITES, Left, Scene, fixture, scene
from tests.battery.server import Answer, Answers, HostileServer
from tests.battery.test_r01_faults import check_refused

pytestmark = pytest.mark.family("R1")

HOST = "127.0.2.4"
EVERY: Answers = {path: answer for site in SITES for path, answer in fixture(site).items()}
"""The three sites on one host."""


@dataclass(frozen=True, kw_only=True)
class Authorities:
    """Who vouches for a host: one the run knows, and one it does not."""

    known: trustme.CA
    stranger: trustme.CA
    folder: Path

    def played(self, world: Scene, folder: Path, url: str) -> Left:
        """Sweep all sites from one address."""
        trusted = self.folder / "trusted.pem"
        self.known.cert_pem.write_to_path(trusted)
        wrong: Mapping[str, Answers] = {site: {} for site in SITES}
        environment = {"SSL_CERT_FILE": str(trusted)}
        return world.play(folder, wrong, urls=dict.fromkeys(SITES, url), environment=environment)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return Authorities(known=trustme.CA(), stranger=trustme.CA(), folder=tmp_path_factory.mktemp("authorities"))


def served(certificate: trustme.LeafCert) -> HostileServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return HostileServer(EVERY, host=HOST, tls=context)


def self_signed(by: Authorities) -> HostileServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    both = by.folder / "self-signed.pem"
    by.stranger.private_key_pem.write_to_path(both)
    by.stranger.cert_pem.write_to_path(both, append=True)
    context.load_cert_chain(both)
    return HostileServer(EVERY, host=HOST, tls=context)


LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
MUCH_LATER = datetime(2999, 1, 1, tzinfo=UTC)
UNTRUSTED = "the server's certificate cannot be trusted"
BROKEN = "the server's encryption does not work"
CLOSED = "the connection broke before the answer was whole"
NO_HTTP = "the answer is not HTTP as it should be"

Serve = Callable[[Authorities], AbstractContextManager[HostileServer]]
KINDS: Mapping[str, tuple[Serve, str, str]] = {
    "signed by itself": (self_signed, "https", UNTRUSTED),
    "expired": (lambda by: served(by.known.issue_cert(HOST, not_after=LONG_AGO)), "https", UNTRUSTED),
    "not valid yet": (
        lambda by: served(by.known.issue_cert(HOST, not_before=MUCH_LATER, not_after=MUCH_LATER)),
        "https",
        UNTRUSTED,
    ),
    "for another name": (
        lambda by: served(by.known.issue_cert("127.0.2.5", "mila.quebec")),
        "https",
        f"{UNTRUSTED}: it is for another name",
    ),
    "of an unknown authority": (lambda by: served(by.stranger.issue_cert(HOST)), "https", UNTRUSTED),
    "garbage": (
        lambda _: HostileServer({}, host=HOST, opening=Answer(raw=b"\x00\x01garbage" * 20)),
        "https",
        BROKEN,
    ),
    "naming nobody": (lambda by: served(by.known.issue_cert(common_name=HOST)), "https", UNTRUSTED),
    "no encryption": (
        lambda _: HostileServer({}, host=HOST, opening=Answer(raw=b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        "https",
        BROKEN,
    ),
    "hung up": (lambda _: HostileServer({}, host=HOST, opening=Answer(raw=b"", cut="start")), "https", CLOSED),
    "encryption nobody asked for": (lambda by: served(by.known.issue_cert(HOST)), "http", CLOSED),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=() if n in ("for another name", "naming nobody") else pytest.mark.long) for n in KINDS],
)
def test_a_host_that_cannot_prove_who_it_is_leaves_readers_what_they_had(
    world: Scene,
    authorities: Authorities,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    name: str,
) -> None:
    serve, scheme, why = KINDS[name]
    with serve(authorities) as server:
        left = authorities.played(world, tmp_path, f"{scheme}://{server.host}:{server.port}")
    check_refused(left, dict.fromkeys(SITES, "unreachable"))
    assert all(f"({why})" in left.site(site)["problems"][0]["message"] for site in SITES)
    assert server.paths == []
    record_property("cases", len(SITES))


def test_a_host_with_a_good_certificate_is_read(world: Scene, authorities: Authorities, tmp_path: Path) -> None:
    """Else the faults above would prove nothing."""
    with served(authorities.known.issue_cert(HOST)) as server:
        left = authorities.played(world, tmp_path, server.url)
    assert (left.ended.code, left.same, left.last_line) == (0, True, "nothing new: release 000001 stays")
    assert set(server.paths) >= {"/robots.txt", "/en/research/publications", "/fr/recherche/publications"}
