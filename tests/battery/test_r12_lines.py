"""What a site says, in the log and on the terminal: one event is one line, and nothing on it can be acted upon."""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from rich.console import Console
from scrapy.exceptions import DropItem
from scrapy.http import Request, Response
from scrapy.settings import default_settings
from scrapy.utils.test import get_crawler

from pubcrawl.cli import Failure
from pubcrawl.gate.report import Problem, RunReport, SiteReport
from pubcrawl.log import EngineLog, keep_events_apart
from pubcrawl.verbs.summary import print_summary
from tests.formats.payloads import PAYLOADS
from tests.records import draft

pytestmark = pytest.mark.family("R12")

FORGERIES = (
    "x\n2026-06-01 00:00:00 [pubcrawl] INFO: published release 000099",
    "x\r2026-06-01 00:00:00 [pubcrawl] INFO: published release 000099",
    "x\u20282026-06-01 00:00:00 [pubcrawl] INFO: published release 000099",
    "x\x852026-06-01 00:00:00 [pubcrawl] INFO: published release 000099",
    "\x1b[2K\x1b[1Gpublished release 000099",
    'x\n  File "x.py", line 1, in y\npublished release 000099',
    "%s %d %(message)s {0} {message}",
    "[bold red]x[/] :warning: [link=https://evil.example]y[/link]",
    "half a pair \ud800 and \udfff",
    "\U000e0041\U000e007f tags",
    " " * 300 + "published release 000099",
)
"""Texts that would rather be lines of ours."""

SAID = (*PAYLOADS, *FORGERIES)
_said = pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
_EVENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[\w+\] [A-Z]+: ")
_HARMLESS = "word"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A log as the engine opens it, with its own format, and nowhere else to go."""
    logger, written = logging.getLogger("pubcrawl_lines"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(default_settings.LOG_FORMAT, default_settings.LOG_DATEFORMAT))
    logger.addHandler(handler)
    logger.propagate = False
    factory = logging.getLogRecordFactory()
    keep_events_apart()
    try:
        yield logger, written
    finally:
        logging.setLogRecordFactory(factory)
        logger.removeHandler(handler)


def as_read(text: str) -> list[str]:
    """The lines of a text, as the program that is least particular about what ends a line reads them."""
    return text.removesuffix("\n").splitlines()


def is_visible(text: str) -> bool:
    return all(c.isprintable() or c.isspace() for c in text) and "\x1b" not in text


def _events(said: str) -> list[Mapping[str, object]]:
    """What the engine logs of an item and a request that carry a text: level, message and arguments."""
    spider = get_crawler().spidercls()
    item, request = draft(title=said), Request("https://a.example/", meta={"said": said})
    response = Response("https://a.example/", request=request, flags=[said])
    engine = EngineLog()
    dropped = DropItem(f"quarantined: {said}", log_level="WARNING")
    return [
        dict(engine.scraped(item, response, spider)),
        dict(engine.dropped(item, dropped, response, spider)),
        dict(engine.item_error(item, ValueError(said), response, spider)),
        dict(engine.crawled(request, response, spider)),
    ]


@_said
def test_an_event_is_one_line(log: tuple[logging.Logger, io.StringIO], said: str) -> None:
    logger, written = log
    logger.warning(said.replace("%", "%%"))
    logger.warning("said %s", said)
    logger.warning("said %(what)r", {"what": said})
    for event in _events(said):
        logger.error(event["msg"], event["args"])
    lines = as_read(written.getvalue())
    assert [line for line in lines if not _EVENT.match(line)] == []
    assert len(lines) == 7
    assert is_visible(written.getvalue())


@_said
def test_a_traceback_is_set_in_and_its_message_one_line(log: tuple[logging.Logger, io.StringIO], said: str) -> None:
    def count(text: str) -> tuple[int, int]:
        logger, written = log
        written.seek(0)
        written.truncate()
        try:
            _fail(text)
        except LookupError:
            logger.exception("an error: %s", text, stack_info=True)
        lines = as_read(written.getvalue())
        assert is_visible(written.getvalue())
        assert [line for line in lines[1:] if not line.startswith("    ")] == []
        return len(lines), sum(_EVENT.match(line) is not None for line in lines)

    assert count(said) == count(_HARMLESS)
    assert count(said)[1] == 1


def _fail(text: str) -> None:
    try:
        int(text, base=1)
    except ValueError as first:
        first.args = (text,)
        raise LookupError(text) from first


def _report(said: str) -> RunReport:
    problem = Problem(reason="other_site", message=said)
    site = SiteReport(site="mila_en", problems=(problem,), verdict="block")
    return replace(RunReport.of_failure("nothing published", 4), sites=(site,), files={"log": "crawl.log"})


def _shown(said: str, *, terminal: bool) -> str:
    written = io.StringIO()
    console = Console(file=written, force_terminal=terminal, width=80, legacy_windows=False)
    print_summary(_report(said), console)
    return written.getvalue()


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
@_said
def test_the_summary_shows_it_on_one_line(said: str, terminal: bool) -> None:  # noqa: FBT001  a parameter of the table
    shown, harmless = _shown(said, terminal=terminal), _shown(_HARMLESS, terminal=terminal)
    assert len(as_read(shown)) == len(as_read(harmless))
    assert shown.count("\x1b") == harmless.count("\x1b")
    assert is_visible(shown.replace("\x1b", ""))
    others = [line for line in as_read(harmless) if _HARMLESS not in line]
    assert [line for line in as_read(shown) if line in others] == others


@_said
def test_the_last_line_of_a_failure_is_one_line(capsys: pytest.CaptureFixture[str], said: str) -> None:
    Failure(said, 5).show()
    written = capsys.readouterr().err
    assert len(as_read(written)) == 1
    assert is_visible(written)
    assert written.startswith("pubcrawl: ")
