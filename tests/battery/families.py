"""The families of the reliability battery: what each promises, and how many cases it takes to believe it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of trouble.

    Attributes:
        subject: what the trouble is about, in a few words.
        promise: what pubcrawl promises when it comes, in plain words.
        least: cases a full run must hold.
    """

    subject: str
    promise: str
    least: int


FAMILIES: dict[str, Family] = {
    "R1": Family(
        subject="HTTP and TLS faults",
        promise="The run ends in bounded time with the right exit code; published data stay as they were.",
        least=180,
    ),
    "R2": Family(
        subject="robots.txt",
        promise="No page that robots.txt forbids is fetched; when it cannot be read, nothing is.",
        least=48,
    ),
    "R3": Family(
        subject="Pace",
        promise="No host is asked faster than stated, twice at a time, or again before it said so.",
        least=24,
    ),
    "R4": Family(
        subject="Redirects and addresses",
        promise="No connection goes anywhere but to the site's own host at a public address.",
        least=80,
    ),
    "R5": Family(
        subject="Resource attacks",
        promise="A page made to exhaust the machine costs less than 512 MiB and 30 seconds, and the run says so.",
        least=30,
    ),
    "R6": Family(
        subject="Traps and duplicates",
        promise="An endless site is left within budget, the run says why, and no record is there twice.",
        least=20,
    ),
    "R7": Family(
        subject="Pages that look right and are wrong",
        promise="Nothing of them is published; the reason is named.",
        least=75,
    ),
    "R8": Family(
        subject="Kills",
        promise="Readers see the old release or the new one, never a mixture; a resumed run ends like a whole one.",
        least=780,
    ),
    "R9": Family(
        subject="Storage faults",
        promise="A disk that is full, broken or read-only ends the run with code 6; the last release is intact.",
        least=600,
    ),
    "R10": Family(
        subject="Several runs at once",
        promise="One run of a folder publishes, the others end with code 7; no reader ever sees half a release.",
        least=300,
    ),
    "R11": Family(
        subject="Clocks",
        promise="A clock that is wrong or jumps changes neither the order of releases nor when a record was first seen.",
        least=12,
    ),
    "R12": Family(
        subject="Injection",
        promise="Text of a page stays text in every output: no formula, script, key, tag or log line is made of it.",
        least=1080,
    ),
    "R13": Family(
        subject="Hostile text and HTML",
        promise="No page crashes or hangs the reader; each record is valid, or refused and counted.",
        least=20_200,
    ),
    "R14": Family(
        subject="Damaged files",
        promise="`pubcrawl validate` finds every cut and every flipped bit of a release.",
        least=2000,
    ),
    "R15": Family(
        subject="Secrets",
        promise="No secret of the machine or of a site leaves the process or lands in a file.",
        least=24,
    ),
    "R16": Family(
        subject="Sameness",
        promise="The same pages give the same bytes, whatever the locale, the time zone or the order of files.",
        least=160,
    ),
    "R17": Family(
        subject="The contract",
        promise="Exit codes, reports and every documented command do what the documents say.",
        least=120,
    ),
    "R18": Family(
        subject="Endurance",
        promise="Over 200 nights ids and first sightings never move, and neither memory nor files grow without bound.",
        least=200,
    ),
    "R19": Family(
        subject="Stops and returns",
        promise="After a stop, a kill, a rollback or an outage the next runs end in the dataset of one undisturbed run, "
        "ask a site for two things again at most, and say nothing false on the way.",
        least=260,
    ),
}
