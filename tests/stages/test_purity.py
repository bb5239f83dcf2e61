import subprocess
import sys
from pathlib import Path

import pytest

import pubcrawl.stages

MODULES = sorted(p.stem for p in Path(pubcrawl.stages.__path__[0]).glob("[a-z]*.py"))
LOADED = "import sys, importlib; importlib.import_module('pubcrawl.stages.{}'); print(*sys.modules)"


@pytest.mark.parametrize("module", MODULES)
def test_a_stage_knows_no_crawler_and_no_file_format_and_loads_no_model(module: str) -> None:
    run = subprocess.run([sys.executable, "-c", LOADED.format(module)], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert not loaded & {"scrapy", "twisted", "pyarrow", "fasttext", "py3langid", "pylatexenc"}


def test_pages_know_no_crawler_and_no_stage_and_load_no_model() -> None:
    walked = "import sys; from pubcrawl.pages.sites import page_classes; page_classes(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", walked], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "pubcrawl.pages.mila" in loaded
    packages = {name.split(".")[0] for name in loaded}
    assert not packages & {"scrapy", "twisted", "pyarrow", "fasttext", "py3langid", "pylatexenc"}
    assert [name for name in loaded if name.startswith("pubcrawl.stages")] == []
