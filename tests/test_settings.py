"""The settings that keep a crawl polite, safe and bounded, as the engine reads them."""

import pytest

from pubcrawl import __version__
from pubcrawl.spiders.sites import project_settings

SAFE = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "DOWNLOAD_MAXSIZE": 4 * 2**20,
}


@pytest.mark.parametrize("name", SAFE)
def test_a_safe_value(name: str) -> None:
    assert project_settings().get(name) == SAFE[name]


def test_only_the_web_is_fetched() -> None:
    handlers = project_settings().getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} <= {"http", "https"}


def test_every_limit_has_an_end() -> None:
    settings = project_settings()
    limits = ("DEPTH_LIMIT", "CLOSESPIDER_PAGECOUNT", "CLOSESPIDER_TIMEOUT", "DOWNLOAD_TIMEOUT")
    assert all(settings.getint(name) > 0 for name in limits)
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1


def test_we_say_who_we_are_and_name_no_one_who_does_not_run_us() -> None:
    settings = project_settings()
    assert settings.get("USER_AGENT") == f"pubcrawl/{__version__}"
    assert settings.get("PUBCRAWL_CONTACT") == ""
