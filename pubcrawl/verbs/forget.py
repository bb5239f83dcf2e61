"""The verb that takes people and records out of everything an export folder holds."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pubcrawl.errors import WrongOrder
from pubcrawl.storage.atomic import StorageError
from pubcrawl.verbs.options import exports_option


@click.command()
@exports_option
@click.option("--yes", is_flag=True, help="Do it: what is forgotten cannot be brought back.")
def forget(exports: Path, *, yes: bool) -> None:
    """Take what `suppress.yml` names out of every release, the change log, the runs and the kept pages.

    Readers get a new release. The older ones that hold what is named are deleted, and so are the folders of all runs
    and the kept pages.
    """
    from pubcrawl.datacard import files
    from pubcrawl.release.exports import Exports
    from pubcrawl.release.forget import forget as forget_all
    from pubcrawl.release.suppress import SUPPRESS, read_suppression

    suppression = read_suppression(exports)
    if not suppression:
        raise WrongOrder(f"{exports / SUPPRESS} names nothing to forget")
    if not yes:
        raise WrongOrder(f"this deletes releases of {exports} for good: say --yes")
    now = datetime.now(UTC).replace(microsecond=0)
    with Exports.opened(exports, now, checked=False) as opened:
        done = forget_all(opened, suppression, now=now, describe=files)
    click.echo(
        f"releases deleted: {len(done.releases)}; records left out: {done.counts['records']}; "
        f"author lists shortened: {done.counts['author_lists']}; readers see release {done.latest or '-'} now"
    )
    if done.left:
        left = ", ".join(map(str, done.left))
        raise StorageError(f"these files are not ours to delete and still hold a name, delete them: {left}")
