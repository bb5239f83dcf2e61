"""The verbs over a release that was made before works were linked."""

import json
from pathlib import Path

from tests.test_cli import pubcrawl
from tests.verbs.test_releases import answer, exports, published

__all__ = ["exports", "published"]


def test_a_release_from_before_there_were_works_has_none(exports: Path) -> None:
    folder = exports / "releases" / "000003"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name in ("works.parquet", "works.jsonl", "work_links.parquet", "work_aliases.parquet"):
        (folder / name).unlink()
        del manifest["files"][name]
    del manifest["checksum"]
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert [r["works"] for r in answer("history", "--exports", exports)] == [None, 3, 2]
    shown = pubcrawl("history", "--exports", exports).stdout.splitlines()
    assert shown[2].split()[4:7] == ["3", "0", "-"]
    done = pubcrawl("validate", "--exports", exports)
    assert (done.stdout, done.stderr) == ("ok: release 000003, 3 rows\n", "")
