"""Holds the settings of a crawl, each with its reason; Scrapy reads them, and a command line may change them."""

from collections.abc import Mapping

from pubcrawl import __version__
from pubcrawl.errors import WrongOrder

BOT_NAME = "pubcrawl"
SPIDER_MODULES = ["pubcrawl.spiders"]
NEWSPIDER_MODULE = "pubcrawl.spiders"

# Manners. We are guests: we say who we are and how to reach whoever runs us, and come one at a time.
USER_AGENT = f"pubcrawl/{__version__}"  # requests add the contact: `pubcrawl/0.1.0 (+https://lab.example/bot)`
PUBCRAWL_CONTACT = ""  # yours, a web page or an e-mail address; where it is empty, the environment's PUBCRAWL_CONTACT
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 1  # with the next: a page is asked for when the one before is on disk, for no stop to cost both
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 0  # bytes of pages that are still being read while another is asked for
DOWNLOAD_DELAY = 1.0  # seconds; the slowest rate Scrapy's own template suggests
AUTOTHROTTLE_ENABLED = True  # a slow server is asked more slowly still
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# Safety. Only plain web pages over verified connections; nothing that identifies or can be carried along.
DOWNLOAD_HANDLERS = {  # only http and https are the web, and each host is asked for one page at a time
    **dict.fromkeys(("http", "https"), "pubcrawl.fetching.download.PoliteDownloadHandler"),
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default: anyone on the way could answer for the site
COOKIES_ENABLED = False  # a session would make pages differ from one run to the next
REFERER_ENABLED = False  # the header can be steered by a page
HTTPPROXY_ENABLED = False  # the environment sends us nowhere, and its credentials stay; on, a proxy resolves the names
METAREFRESH_ENABLED = False  # a page must not send us anywhere the server does not
TELNETCONSOLE_ENABLED = False  # no open port while crawling
REMOTE_CONTROL_ENABLED = False  # the same

# Limits. Every run ends, and says why.
DOWNLOAD_TIMEOUT = 20  # seconds; a page takes one
DOWNLOAD_MAXSIZE = 4 * 2**20  # bytes after decompression; a listing page has 0.1 MB, and takes 50 times that to read
DOWNLOAD_WARNSIZE = 2**20
COMPRESSION_ENABLED = False  # our download handler unpacks: Scrapy's way takes half a page for a whole one
REDIRECT_MAX_TIMES = 5  # what RFC 9309 grants robots.txt
DEPTH_LIMIT = 1500  # a listing of 583 pages is a chain of 583; twice that is a trap
DEPTH_PRIORITY = 0
CLOSESPIDER_PAGECOUNT = 8000  # 583 pages and 3,834 profiles, with room to grow
CLOSESPIDER_TIMEOUT = 6 * 3600  # seconds; the listing alone takes ten minutes at one page a second
RETRY_TIMES = 2

# Conditional requests, switched on by a run that has a folder to keep pages in.
HTTPCACHE_POLICY = "pubcrawl.fetching.cache.RevalidationPolicy"

HTTPCACHE_STORAGE = "pubcrawl.fetching.cache.KeptPages"  # a kill would leave the default's pages cut, with a good ETag

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, br",  # what our download handler unpacks
    "Accept-Language": "en, fr",
    "Cache-Control": "max-age=0",  # a kept page is used only after the server confirmed it
}
DOWNLOADER_MIDDLEWARES = {
    "pubcrawl.fetching.guard.GuardMiddleware": 40,  # first: not even robots.txt of a foreign host is asked for
    "pubcrawl.fetching.contact.UserAgentMiddleware": 50,  # nor is anything live, before we can say who asks
    "pubcrawl.fetching.robots.RobotsMiddleware": 100,
    "pubcrawl.fetching.retry.RetryMiddleware": 550,
    "pubcrawl.fetching.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # drops redirects without telling the errback
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # crawls on when robots.txt fails
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # warns of a header that we never send
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # ignores Retry-After
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,  # knows no contact
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "pubcrawl.fetching.cache.RevalidationMiddleware": 900,
}

# Patience. A host that asks for rest gets it, and one that refuses is left alone.
EXTENSIONS = {
    "pubcrawl.fetching.patience.Patience": 0,
    # Both are off, see above; Scrapy loads them first and asks then, and one of them brings a web server.
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}

PUBCRAWL_ROBOTS_AGE = 24 * 3600.0  # seconds; RFC 9309's most
PUBCRAWL_ROBOTS_SECONDS = 5.0  # of work on one robots.txt; a sound one takes milliseconds
PUBCRAWL_CRAWL_DELAY_MAX = 300.0  # seconds; Heritrix's limit
PUBCRAWL_WAIT_MAX = 600.0  # seconds; a site that wants a longer rest is left alone
PUBCRAWL_WAIT_BUDGET = 1800.0  # seconds of rests in one run
PUBCRAWL_BACKOFF = 2.0  # seconds before the first retry, doubling
PUBCRAWL_BACKOFF_MAX = 120.0  # seconds
PUBCRAWL_REFUSALS_MAX = 3  # refusals in a row that end the site

# The way of an item; `pipelines.py` has one adapter for each stage.
ITEM_PIPELINES = {
    "pubcrawl.pipelines.CleanPipeline": 100,
    "pubcrawl.pipelines.LanguagePipeline": 200,
    "pubcrawl.pipelines.ValidatePipeline": 300,
    "pubcrawl.pipelines.DuplicatesPipeline": 400,
    "pubcrawl.pipelines.SpoolPipeline": 500,
}
CONCURRENT_ITEMS = 10  # the default of 100 costs 28 % of the engine's time per page and gains nothing

# Feeds. `scrapy crawl amii -O out.parquet` writes the same columns as a release.
FEED_EXPORTERS = {
    "parquet": "pubcrawl.exporters.ParquetItemExporter",
    "jsonl": "pubcrawl.exporters.JsonLinesItemExporter",
    "jsonlines": "pubcrawl.exporters.JsonLinesItemExporter",
    "json": "pubcrawl.exporters.JsonItemExporter",
    "csv": "pubcrawl.exporters.CsvItemExporter",
    "xml": "pubcrawl.exporters.XmlItemExporter",
}
FEED_STORAGES = dict.fromkeys(("", "file"), "pubcrawl.feeds.AtomicFileFeedStorage")

# Scrapy's commands. Ours say why no answer came, and let a person look at a page of this machine.
COMMANDS_MODULE = "pubcrawl.commands"
PUBCRAWL_DOOR = None  # a file, or a scheme, host and port of this machine, that a person named to such a command

LOG_LEVEL = "INFO"  # DEBUG prints whole items
LOG_FORMATTER = "pubcrawl.log.EngineLog"  # the default writes line breaks of a page as new events, and whole items

# Ours.
PUBCRAWL_SWEEP_DAYS = 7
"""Days after which a site is read whole again, known or not: two sweeps tell that a record is gone."""

# Works. Records of all sites that are one work are found anew in every release.
PUBCRAWL_LINK_RECORDS = 200_000  # linking takes 6 kB and 0.3 ms a record; a larger dataset keeps the works it has

# What is kept. A release is a whole copy of the dataset; the change log under changes/ tells of all of them for ever.
PUBCRAWL_KEEP_RELEASES = 30  # a month of nights to go back to, however quiet the sites were
PUBCRAWL_KEEP_DAYS = 90  # days; whoever reads once a quarter still finds the release they read last
PUBCRAWL_KEEP_RUNS = 30  # runs with spool, journal and log: a month to look into; of older ones what they refused stays


def limit(settings: Mapping[str, object], name: str) -> int:
    """Return a limit from the project's settings.

    Raises:
        WrongOrder: it is no whole number of 1 or more.
    """
    return whole_number(name, settings[name], least=1)


def whole_number(name: str, said: object, *, least: int) -> int:
    """Return a whole number that a user gave.

    Raises:
        WrongOrder: it is none, or less than the least it may be.
    """
    digits = str(said)
    if not digits.isdecimal() or int(digits) < least:
        raise WrongOrder(f"{name} is {digits!r}: it must be a whole number of {least} or more")
    return int(digits)
