"""A Scrapy developer's first institute: what she types, from `scrapy list` to feeds, and what she reads."""

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.loopback.sitecustomize import path_with_guard
from tests.served import WatchedServer
from tests.test_runs import page
from tests.walks.walk import Walk

GOLDENS = Path(__file__).parent / "goldens" / "scrapy_developer"
INSTITUTE = (ROOT / "docs" / "how-to" / "add-an-institute.md").read_text(encoding="utf-8")
SAVED = "fixtures/northern/pages/publications.html"
URL = "https://northern.example/publications"


def block(language: str) -> str:
    """The first block of a language in the page that tells how to add an institute."""
    (found, *_) = re.findall(rf"^```{language}\n(.*?)^```$", INSTITUTE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    """A walk in a checkout of her own: what she makes becomes a part of the program."""
    checkout = tmp_path / "pubcrawl-checkout"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "pubcrawl", checkout / "pubcrawl", ignore=ignored)
    shutil.copytree(ROOT / "fixtures", checkout / "fixtures", ignore=ignored)
    shutil.copy(ROOT / "scrapy.cfg", checkout)
    environment = {"PYTHONPATH": path_with_guard(str(checkout)), "SCRAPY_PYTHON_SHELL": "python"}
    return Walk(checkout, GOLDENS, environment=environment)


@pytest.mark.night
@pytest.mark.long
def test_a_scrapy_developer_adds_an_institute(walk: Walk, request: pytest.FixtureRequest) -> None:
    look(walk)
    begin(walk)
    with WatchedServer([walk.folder / "fixtures" / "northern"]) as server:
        over_http(walk, server)
        feeds(walk, server)
    elsewhere(walk)
    walk.check(request.config)


def look(walk: Walk) -> None:
    walk.chapter("1-look")
    walk.run("scrapy list")
    walk.run("scrapy check")
    walk.note("A saved page, as she would spell it.")
    walk.run("scrapy shell --nolog fixtures/amii/pages/index.html -c \"response.css('title::text').get()\"")
    walk.run("scrapy shell --nolog fixtures/amii/pages/nowhere.html -c response", code=2)
    walk.note("The shell itself.")
    walk.run(
        "echo 'print(len(list(spider.parse(response))))'"
        " | scrapy shell -L WARNING --spider mila_en fixtures/mila_en/pages/publications-0.html"
    )


def begin(walk: Walk) -> None:
    walk.chapter("2-begin")
    walk.write(SAVED, block("html"))
    walk.write("robots.txt", block("text"))
    walk.run(f"scrapy genspider -t institute northern {URL}")
    walk.run("scrapy list")
    walk.run("scrapy check northern")
    walk.run("cat pubcrawl/spiders/northern.py")
    walk.note("The page class reads nothing yet.")
    walk.run(f"scrapy parse -L WARNING {SAVED} --spider northern", code=5)
    walk.note("She says by which cues publications are found; the code is that of the how-to.")
    walk.write("pubcrawl/pages/northern.py", block("python"))
    assert walk.run(f"scrapy parse -L WARNING {SAVED} --spider northern").count("'title':") == 2
    walk.run("pubcrawl fixture add northern https://northern.example/robots.txt robots.txt")
    walk.run(f"pubcrawl fixture add northern {URL} {SAVED} --role listing")


def over_http(walk: Walk, server: WatchedServer) -> None:
    here = server.base_url("northern")
    walk.chapter("3-over-http")
    walk.names[here] = "http://127.0.0.1:PORT"
    walk.run(f"scrapy fetch --nolog {here}/robots.txt")
    walk.run(f"scrapy fetch --nolog {here}/nowhere")
    walk.run(f"scrapy fetch --nolog {here}/publications | head -4")
    walk.run(f"scrapy shell --nolog {here}/publications --spider northern -c 'len(list(spider.parse(response)))'")
    walk.run(f"scrapy parse -L WARNING {here}/publications --spider northern --pipelines --noitems")
    walk.run(f"scrapy parse -L WARNING {here}/publications", code=2)
    walk.note("Not a page of hers, and not of the public web.")
    walk.run("scrapy fetch --nolog http://10.0.0.1/", code=4)


def feeds(walk: Walk, server: WatchedServer) -> None:
    here = server.base_url("northern")
    crawl = f"scrapy crawl northern -L WARNING -a site_url={here}"
    walk.chapter("4-feeds")
    walk.run(f"{crawl} -O out.csv -O out.xml -O out.json -O out.parquet")
    walk.run("cat out.csv")
    walk.run("cat out.xml")
    walk.run("cat out.json")
    walk.run("python -c \"import pandas; print(pandas.read_parquet('out.parquet')[['title', 'published', 'doi']])\"")
    walk.run(f"{crawl} -o out.json", code=2)
    walk.note("The site fails.")
    server.put("northern", "/publications", page("busy", 503))
    walk.run(f"{crawl} -s RETRY_TIMES=0 -O out.csv -O out.parquet", code=4)
    walk.run("wc -l out.csv")
    walk.note("Typing errors.")
    walk.run("scrapy crawl nowhere -O out.csv", code=2)
    walk.run("scrapy crawl northern -a limit_pages=few -O out.csv", code=2)
    walk.run("scrapy genspider -t institute Nor-thern northern.example", code=2)


def elsewhere(walk: Walk) -> None:
    walk.chapter("5-elsewhere")
    walk.run("mkdir ../elsewhere && cd ../elsewhere && scrapy list", code=2)
    walk.run("cd ../elsewhere && SCRAPY_SETTINGS_MODULE=pubcrawl.settings scrapy list")
