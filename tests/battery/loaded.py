"""Everything a run of the command line loads, so that processes forked from one that has it need not load it again.

Only the process that is forked from imports this: it takes two seconds, and the tests themselves need little of it.
"""

from importlib import import_module

from scrapy.settings import default_settings

from pubcrawl.stages.language import tag
from tests.records import publication

_PRELOADED = ("pubcrawl.run", "pubcrawl.verbs.summary", "scrapy.crawler", "scrapy.core.downloader.handlers.http11")
_LATE = ("EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "DOWNLOAD_HANDLERS_BASE")

for _name in _PRELOADED:
    import_module(_name)
for _name in (n for table in _LATE for n in getattr(default_settings, table) if "." in n):
    import_module(_name.rpartition(".")[0])
tag(publication())
