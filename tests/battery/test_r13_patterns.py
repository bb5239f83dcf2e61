"""Every pattern that meets the text of a page, on texts made to keep it busy: its work grows with their length alone."""

import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module, util
from pathlib import Path

import pytest

import pubcrawl.pages
import pubcrawl.stages
import pubcrawl.text

pytestmark = pytest.mark.family("R13")

LENGTH = 12_000
"""Characters: a pattern whose work grows with their square takes a quarter of a second."""

LONGEST = 0.1
"""Seconds."""

UNITS = (
    " ", "\n", "\t", " \n", "\xa0", "a", "A", "é", "1", "*", "* ", "**", "a*", "(", ")", "()", "((", "a ", "a, ", ",", ", ",
    " and ", " et ", ".", ". ", "a. ", "-", "/", "//", "@", " @ ", "a@", "\\", "\\a", "\\textbf{", "{", "}", "{}", "{\\bf ",
    "$", "$a", "$ ", "~", "…", "… ", "...", "… (see more)", "(see more", "voir plus", "poster", "(poster)", " (", "10.1/",
    "10.1234/a", "arxiv:", "http://", "https://a", "#", "?a=", "&", "<", "<a", "</", "&amp;", "denotes", "20", "2026-", "1,",
    "¹", "¹,", "Jr", "II", "Ph.D.", "by ", "Authors:", "accepted papers", "the ", "_", "^", "'", '"', "=", "|", "·",
    "\u200b", "\u0301", "Ã©", "\x02", "papers (", "a-", "-at-", "/amii-", "amii-a-", "\\begin{align}", "\\(", "www.a", "al ",
)  # fmt: skip

Use = tuple[str, Callable[[str], object]]


def uses() -> Iterator[Use]:
    """Every way in which a module of text, pages and stages uses a pattern of its own, by name."""
    for package in (pubcrawl.text, pubcrawl.pages, pubcrawl.stages):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            spec = util.find_spec(found.name)
            assert spec
            assert spec.origin
            source = Path(spec.origin).read_text(encoding="utf-8")
            for name, pattern in vars(import_module(found.name)).items():
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    yield from _uses(f"{found.name}.{name}", pattern, source)


def _uses(name: str, pattern: re.Pattern[str], source: str) -> Iterator[Use]:
    short = name.rpartition(".")[2]
    called = set(re.findall(rf"\b{short}\.(search|match|fullmatch|sub|split|findall|finditer)\b", source))
    for how in sorted(called):
        yield f"{name}.{how}", _call(pattern, how)


def _call(pattern: re.Pattern[str], how: str) -> Callable[[str], object]:
    if how == "sub":
        return lambda text: pattern.sub("", text)
    if how == "finditer":
        return lambda text: list(pattern.finditer(text))
    called: Callable[[str], object] = getattr(pattern, how)
    return called


BOUNDED = ("pubcrawl.stages.clean._ADDRESS_END.search",)
"""What only ever sees the last 300 characters of a text."""

USES = [use for use in uses() if use[0] not in BOUNDED]


def seconds(call: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    call(text)
    return time.process_time() - started


def test_the_patterns_are_found() -> None:
    assert len(USES) > 60
    assert any(name.endswith("whitespace._SPACE.sub") for name, _ in USES)


@pytest.mark.clocked
@pytest.mark.parametrize("call", [call for _, call in USES], ids=[name.removeprefix("pubcrawl.") for name, _ in USES])
def test_a_pattern_is_not_kept_busy(call: Callable[[str], object]) -> None:
    for unit in UNITS:
        body = unit * (LENGTH // len(unit))
        for text in (body, f"a{body}\x01", f"(a {body}x"):
            assert seconds(call, text) < LONGEST or seconds(call, text) < LONGEST, (unit, text[:3])
