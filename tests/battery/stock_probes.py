"""What a plain Scrapy project does on one telling case of each family: each probe returns what was seen, in a sentence."""

import csv
import gzip
import json
import signal
import time
from collections.abc import Callable
from itertools import pairwise

from tests.battery.server import ANY, Answer, HostileServer
from tests.battery.stock_project import GOOD_LINES, Project, listing, until

NO_ROBOTS = {"/robots.txt": Answer(status=404)}
BOMB_MIB = 100
Probe = Callable[[Project], str]


def left(project: Project) -> str:
    """Say what is left of the good rows."""
    kept = project.out.read_text(encoding="utf-8", errors="replace").count("Kept") if project.out.exists() else 0
    return f"{kept:,} of the {GOOD_LINES:,} good rows were left"


def cut_body(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, "/": Answer(body=listing(9).body, cut="body")}) as site:
        ran = project.crawl(site.url + "/")
        asked = site.paths.count("/")
    return f"A page that broke off was asked for {asked} times; exit code {ran.code}, and {left(project)}."


def robots_503(project: Project) -> str:
    pages = {"/": listing(3, "/2"), "/2": listing(3, "/3"), "/3": listing(3)}
    with HostileServer({"/robots.txt": Answer(status=503), **pages}) as site:
        ran = project.crawl(site.url + "/")
        fetched = sum(path in pages for path in site.paths)
    return f"With robots.txt answering 503, {fetched} of 3 pages were fetched; exit code {ran.code}."


def retry_after(project: Project) -> str:
    busy = Answer(status=429, headers={"Retry-After": "30"})
    with HostileServer({**NO_ROBOTS, "/": busy}) as site:
        ran = project.crawl(site.url + "/")
        asked = [visit.at for visit in site.visits if visit.path == "/"]
    rests = ", ".join(f"{later - sooner:.1f}" for sooner, later in pairwise(asked))
    return f"Told by 429 to come back after 30 seconds, it came back after {rests} seconds; exit code {ran.code}."


def redirect_away(project: Project) -> str:
    with HostileServer({ANY: listing(3)}, host="127.0.0.2") as inner:
        moved = Answer(status=302, headers={"Location": f"{inner.url}/secret"}, body=b"")
        with HostileServer({**NO_ROBOTS, "/": moved}) as site:
            project.crawl(site.url + "/")
        fetched = "/secret" in inner.paths
    did = "was fetched" if fetched else "was not fetched"
    return f"A start page moved to another host, outside allowed_domains, on a loopback address: it {did}."


def bomb(project: Project) -> str:
    body = gzip.compress(bytes(BOMB_MIB * 2**20))
    answer = Answer(headers={"Content-Encoding": "gzip"}, body=body)
    with HostileServer({**NO_ROBOTS, "/plain": listing(1), "/": answer}) as site:
        usual = project.crawl(site.url + "/plain").mib
        ran = project.crawl(site.url + "/")
    more = ran.mib - usual
    packed = len(body) / 1024
    return (
        f"A page of {packed:.0f} KiB that unpacks to {BOMB_MIB} MiB took {ran.mib:.0f} MiB of memory, "
        f"{more:.0f} more than a small page; exit code {ran.code}."
    )


def endless(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, **{f"/{n}": listing(1, f"/{n + 1}") for n in range(5000)}}) as site:
        process = project.start(site.url + "/0", "-s", "DOWNLOAD_DELAY=0")
        until(lambda: len(site.visits) > 2)
        time.sleep(5)
        still = process.poll() is None
        process.kill()
        project.ended(process)
        pages = len(site.visits) - 1
    going = "and was still going" if still else "and had ended"
    return f"Endless paging, without the template's delay: {pages:,} pages in 5 seconds, {going}."


def maintenance(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, "/": Answer(body=b"<h1>We will be back soon</h1>")}) as site:
        ran = project.crawl(site.url + "/")
    return f"A maintenance page with status 200: exit code {ran.code}, and {left(project)}."


def killed(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, **{f"/{n}": listing(20, f"/{n + 1}") for n in range(50)}}) as site:
        process = project.start(site.url + "/0")
        until(lambda: "/2" in site.paths)
        process.kill()
        project.ended(process)
    return f"Killed on its third page: {left(project)}, and {project.lines} new ones were there."


def full_disk(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, "/": listing(50)}) as site:
        ran = project.crawl(site.url + "/", out="/dev/full:jsonl")
    told = "the log tells of it" if "No space left" in ran.log else "the log does not tell of it"
    return f"A disk without space (/dev/full): exit code {ran.code}; {told}."


def at_once(project: Project) -> str:
    pages = {f"/{n}": listing(50, f"/{n + 1}" if n < 2 else None) for n in range(3)}
    with HostileServer({**NO_ROBOTS, **pages}) as site:
        both = [project.start(site.url + "/0") for _ in range(2)]
        codes = [project.ended(process).code for process in both]
    return f"Two crawls of 150 rows each to one file at once: exit codes {codes[0]} and {codes[1]}, {project.lines} of 300 rows left."


def forged(project: Project) -> str:
    line = "2026-01-01 00:00:00 [scrapy.core.engine] INFO: Spider closed (finished)"
    page = Answer(body=f'<ul><li>=HYPERLINK("https://evil.example")</li><li>a&#10;{line}</li></ul>'.encode())
    with HostileServer({**NO_ROBOTS, "/": page, "/2": Answer(body=f"<ul><li>a&#10;{line}</li></ul>".encode())}) as site:
        project.crawl(site.url + "/", out="out.csv")
        ran = project.crawl(site.url + "/2", "-a", "fails=yes")
    with (project.folder / "out.csv").open(newline="", encoding="utf-8") as file:
        cells = [row[0] for row in csv.reader(file)]
    formula = "was written as a formula" if any(cell.startswith("=") for cell in cells) else "was not"
    made = "made" if line in ran.log.splitlines() else "did not make"
    return f"A title that is a formula {formula} to CSV; a title with a line break {made} a log line of its own."


def surrogate(project: Project) -> str:
    page = Answer(headers={"Content-Type": "application/json"}, body=b'["before", "\\ud800", "after"]')
    with HostileServer({**NO_ROBOTS, "/": page}) as site:
        ran = project.crawl(site.url + "/")
    return f"Three titles, one of them a lone surrogate: {project.lines} of 3 rows written; exit code {ran.code}."


def cut_file(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, "/": listing(50)}) as site:
        project.crawl(site.url + "/")
    whole = project.out.read_bytes().splitlines(keepends=True)
    project.out.write_bytes(b"".join(whole[: len(whole) // 2]))
    read = len([json.loads(line) for line in project.out.open(encoding="utf-8")])
    return f"A file of {len(whole)} rows cut in half reads as {read} rows, without an error: it has no checksum."


def leaks(project: Project) -> str:
    first = listing(1, "/2")
    planted = Answer(headers={"Set-Cookie": "session=secret"}, body=first.body)
    with (
        HostileServer({**NO_ROBOTS, "/1?token=secret": planted, "/2": listing(1)}) as site,
        HostileServer({ANY: listing(1)}, host="127.0.0.2") as proxy,
    ):
        project.crawl(site.url + "/1?token=secret")
        through = {"http_proxy": f"http://somebody:secret@127.0.0.2:{proxy.port}"}
        project.crawl("http://site.example/", environment=through)
        last = site.visits[-1].headers
        told = [
            *(["the cookie back"] if "secret" in last.get("cookie", "") else []),
            *(["the address of the page before, token included"] if "secret" in last.get("referer", "") else []),
            *(
                ["and the environment's password to its proxy"]
                if "proxy-authorization" in proxy.visits[0].headers
                else []
            ),
        ]
    return f"It sent {', '.join(told) or 'nothing that it should not'}."


def same_bytes(project: Project) -> str:
    pages = {"/": listing(50, "/2"), "/2": listing(50)}
    written = []
    with HostileServer({**NO_ROBOTS, **pages}) as site:
        for number in range(2):
            project.crawl(site.url + "/", environment={"PYTHONHASHSEED": str(number)})
            written.append(project.out.read_bytes())
    return f"Two crawls of the same two pages gave {'the same bytes' if len(set(written)) == 1 else 'different bytes'}."


def codes(project: Project) -> str:
    with HostileServer({**NO_ROBOTS, **{f"/{n}": listing(20, f"/{n + 1}") for n in range(50)}}) as site:
        bug = project.crawl(site.url + "/49", "-a", "fails=yes").code
        process = project.start(site.url + "/0")
        until(lambda: "/1" in site.paths)
        process.send_signal(signal.SIGTERM)
        stopped = project.ended(process).code
    dead = project.crawl("http://127.0.0.1:9/").code
    return f"Exit codes: {bug} after a bug on every page, {dead} with a dead host, {stopped} when stopped by SIGTERM."


def again(project: Project) -> str:
    pages = {f"/{n}": listing(5, f"/{n + 1}" if n < 4 else None) for n in range(5)}
    with HostileServer({**NO_ROBOTS, **pages}) as site:
        for _ in range(2):
            project.crawl(site.url + "/0", "-s", "DOWNLOAD_DELAY=0.1")
        second = len(site.visits) // 2 - 1
    return f"The second crawl of an unchanged site of 5 pages fetched {second}; rows carry no id and no history."


def stopped(project: Project) -> str:
    pages = {f"/{n}": listing(5, f"/{n + 1}" if n < 9 else None) for n in range(10)}
    with HostileServer({**NO_ROBOTS, **pages}) as site:
        process = project.start(site.url + "/0", "-s", "DOWNLOAD_DELAY=0.1")
        until(lambda: "/5" in site.paths)
        process.send_signal(signal.SIGTERM)
        project.ended(process)
        between = project.lines
        project.crawl(site.url + "/0", "-s", "DOWNLOAD_DELAY=0.1")
        twice = sum(site.paths.count(path) > 1 for path in pages)
    return f"Stopped on the sixth of 10 pages and run again: {between} of 50 rows in between, {twice} pages asked for twice."


PROBES: dict[str, Probe] = {
    "R1": cut_body,
    "R2": robots_503,
    "R3": retry_after,
    "R4": redirect_away,
    "R5": bomb,
    "R6": endless,
    "R7": maintenance,
    "R8": killed,
    "R9": full_disk,
    "R10": at_once,
    "R12": forged,
    "R13": surrogate,
    "R14": cut_file,
    "R15": leaks,
    "R16": same_bytes,
    "R17": codes,
    "R18": again,
    "R19": stopped,
}
"""By family. R11 is not here: a plain project keeps no history that a wrong clock could disturb."""
