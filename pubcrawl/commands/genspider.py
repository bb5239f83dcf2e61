"""`scrapy genspider -t institute NAME URL`."""

import re
import string
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

import pubcrawl
from pubcrawl.commands.named import OneLine
from pubcrawl.errors import Exit
from pubcrawl.pages.sites import page_classes
from pubcrawl.storage.atomic import StorageError, as_storage_error, write_atomic

_HERE = Path(pubcrawl.__file__).parent
_TEMPLATES = _HERE / "templates"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[\w.~%/-]*)?(?:\?[\w.~%&=-]*)?", re.ASCII)


class Command(OneLine, genspider.Command):
    """Scrapy's genspider with our template: a spider, and a class that reads nothing yet where none does."""

    def add_options(self, parser: ArgumentParser) -> None:
        """Take our template unless told otherwise: pipelines and feeds know publications only."""
        super().add_options(parser)
        parser.set_defaults(template="institute")

    @property
    def templates_dir(self) -> str:
        """The folder of our templates."""
        return str(_TEMPLATES / "spiders")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Write the files.

        Raises:
            UsageError: the name is none that a site can have, the address is none, or a file is in the way.
        """
        if len(args) == 2 and not (opts.list or opts.dump):  # noqa: PLR2004  name and address
            _check(args[0], genspider.verify_url_scheme(args[1]))
            if self._find_template(opts.template) is None:
                self.exitcode = int(Exit.USAGE)
                return
        try:
            with as_storage_error(_HERE / "spiders"):
                super().run(args, opts)
        except StorageError as exc:
            raise UsageError(str(exc), print_help=False) from exc

    def _generate_template_variables(self, module: str, name: str, url: str, template_name: str) -> dict[str, Any]:
        known = super()._generate_template_variables(module, name, url, template_name)
        parts = urlsplit(url)
        known |= {
            "base_url": f"{parts.scheme}://{parts.netloc}",
            "start_path": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            "domain": parts.hostname or "",
            "pageclass": known["classname"].removesuffix("Spider") + "Page",
        }
        reader = page_classes().get(name)
        if reader is None:
            _write_page(module, known)
        known["pageclass"] = reader.__name__ if reader else known["pageclass"]
        own = f"from {reader.__module__ if reader else f'pubcrawl.pages.{module}'} import {known['pageclass']}"
        return known | {"page_imports": "\n".join(sorted((own, "from pubcrawl.pages.page import Page")))}


def _write_page(module: str, variables: dict[str, Any]) -> None:
    template = (_TEMPLATES / "pages" / "institute.tmpl").read_text(encoding="utf-8")
    path = _HERE / "pages" / f"{module}.py"
    if path.exists():
        raise UsageError(f"{path} declares no site {variables['name']!r}: let its class do so first", print_help=False)
    write_atomic(path, string.Template(template).substitute(variables).encode())
    print(f"Created {path}: say there what the pages say (docs/how-to/add-an-institute.md)")  # noqa: T201


def _check(name: str, url: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"a site is named in lower-case letters, digits and _, not {name!r}", print_help=False)
    if not _ADDRESS.fullmatch(url):
        raise UsageError(f"{url!r} is not the address of a page", print_help=False)
