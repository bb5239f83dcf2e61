from itertools import product

import pytest

from pubcrawl.items import Link, Span
from pubcrawl.stages.links import Links, read_links
from pubcrawl.text.address import canonical


def link(kind: str, url: str) -> tuple[Link, ...]:
    return (Link(kind=kind, url=url),)


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://Example.org/a?b=2&a=1#part", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?utm_source=x&id=3&UTM_medium=y", "https://example.org/a?id=3"),
        ("https://openreview.net/forum?id=aBc12&noteId=x", "https://openreview.net/forum?id=aBc12&noteId=x"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("mailto:ann@example.org", None),
        ("javascript:void(0)", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://example.org:99999/", None),
        ("/relative", None),
        (f"https://example.org/{'x' * 8000}", None),
        (f"https://example.org/{'é' * 2000}", None),
    ],
)
def test_canonical(href: str, kept: str | None) -> None:
    assert canonical(href) == kept


def test_a_plain_address_is_read_like_any_other() -> None:
    labels = ("a9", "a", "aBa", "a_a", "a-a", "-a", "a-", "B", "é", "a" * 63, "a" * 64)
    hosts = ("example", "b9.example", "eXample", "a9", "example:80", "")
    paths = ("", "/", "/a/", "//a", "/../a", "/%41", "/é", "/a;b", "/A_9.~-", "/a b", "/a\n")
    queries = ("", "?", "?page=3", "?page=", "?page=a", "?page=3&a=b", "?b&a", "#part")
    for scheme, label, host, path, query in product(("https", "HTTP"), labels, hosts, paths, queries):
        href = f"{scheme}://{label}.{host}{path}{query}"
        assert canonical(href) == canonical(f" {href}")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        pytest.param(
            "https://doi.org/10.1145/ABC.12).",
            Links(
                links=link("doi", "https://doi.org/10.1145/abc.12"),
                url="https://doi.org/10.1145/abc.12",
                doi="10.1145/abc.12",
            ),
            id="doi, stray bracket",
        ),
        pytest.param(
            "https://doi.org/10.1016/S0001(99)00012",
            Links(
                links=link("doi", "https://doi.org/10.1016/s0001(99)00012"),
                url="https://doi.org/10.1016/s0001(99)00012",
                doi="10.1016/s0001(99)00012",
            ),
            id="doi, own brackets",
        ),
        pytest.param(
            "https://doi.org/10.1145/%ff%00x",
            Links(
                links=link("page", "https://doi.org/10.1145/%FF%00x"),
                url="https://doi.org/10.1145/%FF%00x",
            ),
            id="doi that is no text",
        ),
        pytest.param(
            "https://doi.org/10.1016/s0001(99)",
            Links(
                links=link("doi", "https://doi.org/10.1016/s0001(99)"),
                url="https://doi.org/10.1016/s0001(99)",
                doi="10.1016/s0001(99)",
            ),
            id="doi, balanced end",
        ),
        pytest.param(
            "https://doi.org/10.48550/arXiv.2502.01234",
            Links(
                links=link("doi", "https://doi.org/10.48550/arxiv.2502.01234"),
                url="https://doi.org/10.48550/arxiv.2502.01234",
                doi="10.48550/arxiv.2502.01234",
                arxiv_id="2502.01234",
            ),
            id="doi of arXiv",
        ),
        pytest.param(
            "https://publisher.example/doi/pdf/10.1145/12.34?download=true",
            Links(
                links=link("pdf", "https://publisher.example/doi/pdf/10.1145/12.34?download=true"),
                url="https://publisher.example/doi/pdf/10.1145/12.34?download=true",
                doi="10.1145/12.34",
            ),
            id="doi at a publisher",
        ),
        pytest.param(
            "https://publisher.example/10.1101/2026.01.02.5v2.full.pdf",
            Links(
                links=link("pdf", "https://publisher.example/10.1101/2026.01.02.5v2.full.pdf"),
                url="https://publisher.example/10.1101/2026.01.02.5v2.full.pdf",
                doi="10.1101/2026.01.02.5",
            ),
            id="doi with version and view",
        ),
        pytest.param(
            "http://arxiv.org/abs/2502.01234v3",
            Links(
                links=link("arxiv", "https://arxiv.org/abs/2502.01234"),
                url="https://arxiv.org/abs/2502.01234",
                arxiv_id="2502.01234",
            ),
            id="arXiv",
        ),
        pytest.param(
            "https://arxiv.org/pdf/2502.01234v3.pdf",
            Links(
                links=link("pdf", "https://arxiv.org/pdf/2502.01234v3.pdf"),
                url="https://arxiv.org/abs/2502.01234",
                arxiv_id="2502.01234",
            ),
            id="arXiv PDF",
        ),
        pytest.param(
            "https://arxiv.org/abs/math.GT/0309136",
            Links(
                links=link("arxiv", "https://arxiv.org/abs/math.GT/0309136"),
                url="https://arxiv.org/abs/math.GT/0309136",
                arxiv_id="math.GT/0309136",
            ),
            id="arXiv, old form",
        ),
        pytest.param(
            "https://arxiv.org/abs/2513.01234",
            Links(links=link("page", "https://arxiv.org/abs/2513.01234"), url="https://arxiv.org/abs/2513.01234"),
            id="no such month",
        ),
        pytest.param(
            "https://openreview.net/forum?id=aBc-12_x&noteId=zz",
            Links(
                links=link("openreview", "https://openreview.net/forum?id=aBc-12_x"),
                url="https://openreview.net/forum?id=aBc-12_x",
                openreview_id="aBc-12_x",
            ),
            id="OpenReview",
        ),
        pytest.param(
            "https://openreview.net/pdf?id=aBc12",
            Links(
                links=link("pdf", "https://openreview.net/pdf?id=aBc12"),
                url="https://openreview.net/forum?id=aBc12",
                openreview_id="aBc12",
            ),
            id="OpenReview PDF",
        ),
        pytest.param(
            "https://openreview.net/attachment?id=-aBc_12&name=pdf",
            Links(
                links=link("pdf", "https://openreview.net/attachment?id=-aBc_12&name=pdf"),
                url="https://openreview.net/forum?id=-aBc_12",
                openreview_id="-aBc_12",
            ),
            id="OpenReview attachment",
        ),
        pytest.param(
            "https://github.com/owl/nest",
            Links(links=link("code", "https://github.com/owl/nest"), url="https://github.com/owl/nest"),
            id="code",
        ),
        pytest.param(
            "https://notgithub.com/x",
            Links(links=link("page", "https://notgithub.com/x"), url="https://notgithub.com/x"),
            id="page",
        ),
        pytest.param("ftp://example.org/a.pdf", Links(), id="not the web"),
    ],
)
def test_one_link(href: str, expected: Links) -> None:
    assert read_links((Span(text="paper", href=href),)) == expected


def test_a_link_counts_once_and_the_best_is_the_landing_page() -> None:
    hrefs = (
        "https://github.com/owl/nest",
        "https://example.org/owl",
        "https://arxiv.org/abs/2502.01234v1",
        "https://arxiv.org/abs/2502.01234v2",
        "https://doi.org/10.48550/arxiv.2502.01234",
        "https://doi.org/10.1145/12.34",
    )
    read = read_links([*(Span(text="", href=h) for h in hrefs), Span(text="bare")])
    assert [x.kind for x in read.links] == ["code", "page", "arxiv", "doi", "doi"]
    assert (read.doi, read.arxiv_id) == ("10.1145/12.34", "2502.01234")
    assert read.url == "https://doi.org/10.48550/arxiv.2502.01234"


@pytest.mark.parametrize(
    ("path", "doi"),
    [
        ("10.1101/2026.01.02.5v2.full.pdf+html", "10.1101/2026.01.02.5"),
        ("10.1101/2026.01.02.5v1.supplementary-material", "10.1101/2026.01.02.5"),
        ("doi/abs/10.1145/12.34", "10.1145/12.34"),
        ("doi/10.1145/12.34/abstract", "10.1145/12.34"),
        ("doi/10.1145/12.34/suppl_file/x.pdf", "10.1145/12.34"),
        (
            "10.1002/(SICI)1097-0000(199806)49:8%3C69::AID-XY4%3E3.0.CO;2-O",
            "10.1002/(sici)1097-0000(199806)49:8<69::aid-xy4>3.0.co;2-o",
        ),
        ("10.1145/html5.versions", "10.1145/html5.versions"),
    ],
)
def test_a_doi_ends_where_it_ends(path: str, doi: str) -> None:
    assert read_links((Span(text="paper", href=f"https://publisher.example/{path}"),)).doi == doi


def test_a_person_s_page_is_no_link_to_the_work() -> None:
    hrefs = ("https://orcid.org/0000-0002-1825-0097", "https://scholar.google.com/citations?user=abc")
    assert read_links([Span(text="", href=h) for h in hrefs]) == Links()


@pytest.mark.parametrize(
    "address",
    ["huggingface.co/papers/2402.09999", "alphaxiv.org/abs/2402.09999v2", "ar5iv.labs.arxiv.org/html/2402.09999"],
)
def test_sites_that_show_papers_of_arxiv(address: str) -> None:
    assert read_links((Span(text="paper", href=f"https://{address}"),)).arxiv_id == "2402.09999"
