"""Where a page prints its date, in many ways, and what near it is not its date."""

from datetime import UTC, datetime

import pytest

from transforms.clean import clean
from transforms.documents import CleanedArticle, RawDocument

FETCHED = datetime(2026, 4, 1, 12, tzinfo=UTC)
PROSE = (
    "<p>The council voted on Monday to close the pool, which was opened on 5 May 1974, and its leader said that the roof was not safe.</p>"
    "<p>“Nobody wants this,” said the leader of the council, Ann Hale, who will stand down on 7 May 2026 after eleven years.</p>"
    "<p>A petition that was begun on January 9, 2026 has been signed by more than 4,000 people in the town so far.</p>"
)
DAY = datetime(2026, 3, 4, tzinfo=UTC)
HOUR = DAY.replace(hour=9, minute=15)


def published(body: str, *, head: str = "", lang: str = "en-GB", url: str = "https://town.example/a") -> tuple[object, object]:
    page = f'<html lang="{lang}"><head><title>Pool to close</title>{head}</head><body>{body}</body></html>'
    found = clean(RawDocument(url, "text/html", page.encode(), {"content-type": "text/html"}, FETCHED))
    assert isinstance(found, CleanedArticle), found
    return found.published_at, found.published_at_origin


H1 = "<h1>Pool to close</h1>"


@pytest.mark.parametrize(
    ("body", "moment"),
    [
        (f"<article>{H1}<p>By Ann Hale | 4 March 2026</p>{PROSE}</article>", DAY),
        (f"<article>{H1}<ul class='article-info'><li>Ann Hale</li><li>4 Mar 2026</li><li>News</li></ul>{PROSE}</article>", DAY),
        (f"<article>{H1}<small>Wed 4 Mar 2026 09.15 GMT</small>{PROSE}</article>", HOUR),
        (f"<article>{H1}<div class='x1'>First published: Wed 4 Mar 2026, 09:15</div><div class='x2'>Last updated: Thu 5 Mar 2026, 10:00</div>{PROSE}</article>", HOUR),
        (f"<article>{H1}<div><span>Updated</span> <time datetime='2026-03-06T10:00Z'>6 Mar</time></div><div><span>Published</span> <time datetime='2026-03-04T09:15Z'>4 Mar</time></div>{PROSE}</article>", HOUR),
        (f"<article>{H1}<time datetime='2026-03-04T09:15:00Z' class='timestamp'>27 days ago</time>{PROSE}</article>", HOUR),
        (f"<article>{H1}<time datetime='2026-03-04 09:15:00'>4 March</time>{PROSE}</article>", HOUR),
        (f"<article>{H1}{PROSE}<p>Published: 4 March 2026</p></article>", DAY),
        (f"<article>{H1}{PROSE}<div class='article-footer'>Published 4 March 2026, 09:15</div></article>", HOUR),
        (f"<div class='kicker'>News</div><div class='published-date'>04/03/2026</div>{H1}<div>{PROSE}</div>", DAY),
        (f"<div class='today'>Wednesday 1 April 2026</div><article>{H1}<p class='dateline'>4 March 2026</p>{PROSE}</article>", DAY),
        (f"<article>{H1}<p>Event date: 9 March 2026</p><p>Posted 4 March 2026</p>{PROSE}</article>", DAY),
        (f"<article>{H1}<span class='meta-date'>March 4<sup>th</sup>, 2026</span>{PROSE}</article>", DAY),
        (f"<article>{H1}<p>4 March 2026 Ann Hale</p>{PROSE}</article><div class='related'><time datetime='2026-03-30'>30 March</time></div>", DAY),
        (f"<article>{H1}<abbr class='published' title='2026-03-04T09:15:00Z'>4 Mar</abbr>{PROSE}</article>", HOUR),
        (f"<article>{H1}<span property='schema:datePublished' content='2026-03-04T09:15:00Z'>4 Mar</span>{PROSE}</article>", HOUR),
        (f"<article>{H1}<div data-testid='timestamp'>4 March 2026</div>{PROSE}</article>", DAY),
        (f"<article>{H1}<dl><dt>Date</dt><dd>4 March 2026</dd></dl>{PROSE}</article>", DAY),
        (f"<article>{H1}<p><em>Town News, Wednesday, March 4, 2026</em></p>{PROSE}</article>", DAY),
        (f"<article>{H1}<p>LEEDS, March 4, 2026 (Town News) - The council of the town said on Wednesday that it would close the pool for good.</p>{PROSE}</article>", DAY),
    ],
    ids=range(20),
)  # fmt: skip
def test_printed_dates(body: str, moment: datetime) -> None:
    assert published(body)[0] == moment


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{H1}{PROSE}</article>",
        f"<article>{H1}{PROSE}</article><footer>© Town News 4 March 2026</footer>",
        f"<article>{H1}<p>The vote is on <time datetime='2026-03-04'>4 March</time>, the council of the town said.</p>{PROSE}</article>",
        f"<article>{H1}{PROSE}</article><div class='comments'><time datetime='2026-03-04'>4 March</time></div>",
        f"<article>{H1}<p>Updated 4 March 2026</p>{PROSE}</article>",
        f"<div class='masthead-date'>Wednesday, 4 March 2026</div><div class='event-date'>4 March 2026</div><article>{PROSE}</article>",
        f"<article>{H1}<p>04/03/2026</p>{PROSE}</article>",
    ],
    ids=["none", "footer", "event", "comment", "update", "masthead", "ambiguous"],
)
def test_other_dates_are_not_the_articles(body: str) -> None:
    assert published(body, lang="en") == (FETCHED, "fetched")


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        ("<meta name='date' content='2026-04-01T11:59:00Z'>", "https://town.example/a", (FETCHED, "fetched")),
        ("<meta name='date' content='2026-03-04'>", "https://town.example/a", (DAY, "meta")),
        ("<meta name='date' content='2026-03-30'>", "https://town.example/2026/03/04/a", (DAY, "text")),
        (
            "<meta name='pubdate' content='2026-03-04'><meta name='date' content='2026-03-30'>",
            "https://town.example/a",
            (DAY, "meta"),
        ),
        ("<meta property='article:published_time' content='2030-01-01'>", "https://town.example/2026/03/04/a", (DAY, "text")),
        ("<meta property='article:published_time' content='1899-12-30'>", "https://town.example/2026/03/04/a", (DAY, "text")),
        ("<meta property='article:modified_time' content='2026-03-04'>", "https://town.example/a", (FETCHED, "fetched")),
    ],
    ids=range(7),
)
def test_stated_dates(head: str, url: str, expected: tuple[datetime, str]) -> None:
    assert published(f"<article>{H1}{PROSE}</article>", head=head, url=url) == expected


@pytest.mark.parametrize(
    ("url", "lang", "moment"),
    [
        ("https://town.example/a", "en-US", DAY),
        ("https://town.tv/a", "en-US", DAY),
        ("https://town.us/a", "en", DAY),
        ("https://town.example/a", "en-AU", datetime(2026, 4, 3, tzinfo=UTC)),
        ("https://www.town.co.uk/a", "en-US", datetime(2026, 4, 3, tzinfo=UTC)),
        ("https://town.com.ng/a", "en-US", datetime(2026, 4, 3, tzinfo=UTC)),
        ("https://town.example/a", "en", FETCHED),
    ],
)
def test_figures_are_read_by_country(url: str, lang: str, moment: datetime) -> None:
    body = f"<article>{H1}<p class='date'>03/04/2026</p>{PROSE}</article>"
    assert published(body, lang=lang, url=url)[0] == moment


def test_a_recipe_for_cookies_is_no_cookie_notice() -> None:
    page = f"<html lang='en'><body>{H1}<div class='recipe cookie-recipe'>{PROSE * 2}</div><div class='tail'>{PROSE}</div></body></html>"
    found = clean(RawDocument("https://town.example/a", "text/html", page.encode(), {}, FETCHED))
    assert isinstance(found, CleanedArticle)
    assert len(found.text.split("\n\n")) == 9
