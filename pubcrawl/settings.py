"""The whole pipeline on one screen: every value that is not Scrapy's default says why it is not."""

from pubcrawl import __version__

BOT_NAME = "pubcrawl"
SPIDER_MODULES = ["pubcrawl.spiders"]
NEWSPIDER_MODULE = "pubcrawl.spiders"

# Manners. The sites are guests' houses: we say who we are and how to reach us, and come one at a time.
USER_AGENT = f"pubcrawl/{__version__} (+https://github.com/pubcrawl/pubcrawl; contact in the repository)"
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds; the slowest rate Scrapy's own template suggests
AUTOTHROTTLE_ENABLED = True  # a slow server is asked more slowly still
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# Safety. Only plain web pages over verified connections; nothing that identifies or can be carried along.
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}  # only http and https are the web
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default: anyone on the way could answer for the site
COOKIES_ENABLED = False  # a session would make pages differ from one run to the next
REFERER_ENABLED = False  # the header can be steered by a page
HTTPPROXY_ENABLED = False  # credentials of the environment never leave
METAREFRESH_ENABLED = False  # a page must not send us anywhere the server does not
TELNETCONSOLE_ENABLED = False  # no open port while crawling
REMOTE_CONTROL_ENABLED = False  # the same

# Limits. Every run ends, and says why.
DOWNLOAD_TIMEOUT = 20  # seconds; a page takes one
DOWNLOAD_MAXSIZE = 16 * 2**20  # bytes after decompression; a listing page has 0.1 MB
DOWNLOAD_WARNSIZE = 4 * 2**20
REDIRECT_MAX_TIMES = 5  # what RFC 9309 grants robots.txt
DEPTH_LIMIT = 1500  # a listing of 583 pages is a chain of 583; twice that is a trap
DEPTH_PRIORITY = 0
CLOSESPIDER_PAGECOUNT = 8000  # 583 pages and 3,834 profiles, with room to grow
CLOSESPIDER_TIMEOUT = 6 * 3600  # seconds; the listing alone takes ten minutes at one page a second
RETRY_TIMES = 2

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
}
FEED_STORAGES = {
    "": "pubcrawl.exporters.AtomicFileFeedStorage",
    "file": "pubcrawl.exporters.AtomicFileFeedStorage",
}

LOG_LEVEL = "INFO"  # DEBUG prints whole items

# Ours.
PUBCRAWL_SPOOL_DIR = None
"""Folder for what a run reads, one spool and one quarantine a site; None under plain `scrapy crawl`."""

PUBCRAWL_GATE_SHRINK = 0.9
"""A site whose records fall below this share of its last release is not published: a list that lost a tenth
overnight was cut off by the site, not by its authors (the newest of 583 pages is 0.2 % of them)."""

PUBCRAWL_GATE_QUARANTINE = 0.1
"""A site with a larger share of refused records is not published: single bad records occur, a tenth is drift."""

PUBCRAWL_GATE_MIN_RECORDS = 20
"""Below this many records in the last release, shares are noise and only emptiness blocks."""
