"""Shows how far a run is: live counters on a terminal, a plain line now and then elsewhere."""

from typing import Self

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

_EVERY = 25


class Progress:
    """Shows counters by site on standard error, so that standard output holds results alone."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._said: dict[str, int] = {}
        self._tasks: dict[str, TaskID] = {}
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bars = Bars(*columns, console=self._console, disable=not self._console.is_terminal)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def moved(self, site: str, pages: int, records: int) -> None:
        """Show how far a site is."""
        text = f"{site}: {pages} pages, {records} records"
        if self._console.is_terminal:
            if site not in self._tasks:
                self._tasks[site] = self._bars.add_task(text, total=None)
            self._bars.update(self._tasks[site], description=text)
        elif pages // _EVERY > self._said.get(site, -1):
            self._console.print(text if pages else f"{site}: reading", highlight=False)
            self._said[site] = pages // _EVERY
