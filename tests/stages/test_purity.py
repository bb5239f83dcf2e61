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
