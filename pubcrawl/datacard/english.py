"""The dataset card in English."""

from pubcrawl.datacard.words import Words
from pubcrawl.items import FLAGS

_CARD = """\
## What it is

What two of Canada's AI institutes say on their public pages about their publications: Mila, on its English and
its French site, and Amii. One row is one record: one work on one site. A work that stands on both Mila sites
has two records.

Each release is a folder, and `latest.json` names the newest. It holds the records, as `publications.parquet` and
again as `publications.jsonl`; the works they speak of, as `works.parquet` and `works.jsonl`; why records are one
work, in `work_links.parquet`; what became of work ids, in `work_aliases.parquet`; and what is not as it was in the
release before, in `changes.parquet`, which lives on as `changes/NNNNNN.parquet` when the release is deleted.
`manifest.json` has the number of rows, the checksums and the state of each site. A release whose manifest says
`"origin": "demo"` was made from invented pages. The files beside this one describe the rows to programs:
`publications.schema.json` and `works.schema.json` (JSON Schema), `datapackage.json` (Frictionless) and
`croissant.json` (Croissant).

## How it is made

Records are crawled from public listing pages, profile pages and articles, by a crawler that says its name,
obeys robots.txt and makes one request at a time. Nothing is looked up anywhere else, so what the page does not
say is null, and what it says wrongly stays wrong. Texts are cleaned (characters, LaTeX and layout residue),
venues and statuses are read out of the printed line, and identifiers out of links. Where the cleaning has a
doubt, it says so in `flags` and invents nothing. Records that fail a check are put aside and counted, not
published. A site whose run looks broken keeps the rows of its last good run; the manifest then calls it
`stale`.

`id` is made from site, title, venue and workshop. It does not change with case, accents or punctuation; a title
that the site rewrites makes a new record.

## Works

A work is what one or more records speak of: the English and the French record of a paper, or those of two
institutes. `work_id` in `publications` names the row of `works`. That row holds the titles by language, every
record under `locations`, and the date, the venue and the authors of the record that speaks for the work,
`record_id`: one that is still on its site, with a title, a publisher's DOI and an abstract where there is one.

Each release links all records anew. Two are one work by an equal identifier (tier 0), an equal link (1), an equal
title by the same people (2), or likeness of titles, people and abstracts (3); `work_links` says which was the
strongest. Records whose identifiers contradict each other are kept apart. A workshop paper and its conference
version are two works that name each other in `versions`. The rules are judged by invented pairs: no record of a
live site has been judged yet.

`work_id` is `w` and the `id` of the oldest record of the work. It is made once and kept. Where works turn out to
be one, the oldest id stays; where a work falls apart, its id stays with the record it is named after.
`work_aliases` says what became of an id: with `merged`, `old` is no more and its records belong to `new`; with
`split`, `old` is still there, and some of its records left for `new`.

Above {most} records (the setting `PUBCRAWL_LINK_RECORDS`) nothing is linked: known records keep their works, a
new record has its `id` as `work_id`, and `versions.linking` in the manifest says `none`.

## How to read it

**Null** is absence; an empty string never occurs. Lists are empty instead of null.

**Language.** Each title and abstract is read on its own by two detectors, which tell {languages} apart. `und`
means that there was a text and no safe answer: too few words, detectors that disagree, or a score below
{threshold}. Null means that there was no text. `language` is that of the abstract, or else of the title;
`language_basis` says which. `language_mixed` is true when a second language holds at least {share} of an
abstract. `page_language` is what the page declares for itself and decides nothing: English abstracts on a
French page are the normal case. The confidences rank answers among each other; they are no probabilities, and
the detectors are right more often than they say.

**Dates.** `published` is the date as printed. Where `published_precision` is `month` or `year`, the rest of it
means nothing: sites print the first of a month, 1 January or 31 December when they know no better.

**Time.** `first_seen`, `last_seen` and `last_changed` are times of reading, in UTC. A record that is missing
from several whole readings of its site keeps its row and gets a `removed_at`: for what the sites show now, keep
the rows where it is null.

## Rights

Titles, names, dates, venues and links are facts as they stand on public pages; `source_url` says which.
**Abstracts belong to their authors or publishers.** We hold no rights in them and pass none on; the licence of
the code does not cover them. Where you may not pass them on, use an export without abstracts.

## Personal data

The dataset holds names of authors as printed, in page order, and where the page gives them a link to a profile
on the institute's own site and its mark of affiliation. No e-mail addresses, no photographs, nothing from other
sources.

To have a record or a name left out, open an issue at <{repository}> with the `id`. It is put on the suppress
list, and what is on that list is in no later release. What a page says wrongly is best corrected on that page:
the next run reads it again.

## Columns

Schema version {version}, for every table. Columns are only ever appended; select them by name.

{tables}

## Flags

Each is a named doubt; a record whose `flags` is empty raised none.

{flags}
"""

ENGLISH = Words(
    code="en",
    name="English",
    card=_CARD,
    flags=FLAGS,
    headings=("column", "type", "null", "meaning"),
    flag_headings=("flag", "meaning"),
    nullable={True: "may be", False: "never"},
    types={
        "string": "text",
        "bool": "boolean",
        "int32": "whole number",
        "float": "number (32 bits)",
        "date32[day]": "date",
        "timestamp[us, tz=UTC]": "time, UTC, microseconds",
    },
    list_of="list of {}",
    or_null=" or null",
    decimal=".",
    thousands=",",
    percent="{}%",
)
