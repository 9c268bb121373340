"""Pages of our own writing: what of them is the article, what is said about it, and what is no article."""

from datetime import UTC, datetime

import pytest

from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
URL = "https://town.example/news/pool"

PARAGRAPHS = [
    "The council voted on Monday to close the swimming pool after a survey found cracks in its roof.",
    "“Nobody wants this,” said the leader of the council, Ann Hale. “But the roof is not safe, and we cannot pay for a new one.”",
    "Yes.",
    "The pool opened in 1974 and about 900 people use it every week, according to the council.",
    "Yes.",
    "“Nobody wants this,” said the leader of the council, Ann Hale. “But the roof is not safe, and we cannot pay for a new one.”",
    "A petition against the closure has been signed by more than 4,000 people in the town.",
]
TEXT = "\n\n".join(PARAGRAPHS)
PS = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
GERMAN = (
    "Der Stadtrat hat am Montag beschlossen, das Schwimmbad zu schließen, weil ein Gutachten Risse im Dach gefunden hat. Niemand will das, "
    "sagte die Vorsitzende, aber das Dach ist nicht sicher und wir haben kein Geld für ein neues. Das Bad wurde 1974 eröffnet und wird jede "
    "Woche von etwa 900 Menschen besucht. Mehr als 4000 Bürger haben gegen die Schließung unterschrieben, wie die Stadt am Abend mitteilte. "
)


def page(body: str, *, head: str = "", title: str = "Pool to close") -> str:
    return f'<!doctype html><html lang="en-GB"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def document(html: str | bytes, *, url: str = URL, given: Given | None = None, content_type: str = "text/html") -> RawDocument:
    body = html if isinstance(html, bytes) else html.encode()
    headers = {"content-type": content_type} if url.startswith("http") else {}
    return RawDocument(url, "text/html", body, headers, NOW, given or Given())


def article(html: str | bytes, *, url: str = URL, given: Given | None = None, content_type: str = "text/html") -> CleanedArticle:
    found = clean(document(html, url=url, given=given, content_type=content_type))
    assert isinstance(found, CleanedArticle), found
    return found


LAYOUTS = {
    "article": f"<article><h1>Pool to close</h1>{PS}</article>",
    "divs": "<div id=c>" + "".join(f"<div>{p}</div>" for p in PARAGRAPHS) + "</div>",
    "line breaks": "<div class='article-body'>" + "<br><br>".join(PARAGRAPHS) + "</div>",
    "layout table": f"<table><tr><td><a href='/'>Home</a></td><td>{PS}</td></tr></table>",
    "inline markup": f"<article>{PS}</article>".replace("Ann Hale", "<a href='/x'>Ann</a> <em>Ha<b>le</b></em>").replace(
        "4,000", "<span>4,000</span>"
    ),
    "entities": f"<article>{PS}</article>".replace("“", "&ldquo;").replace("”", "&#8221;"),
    "single line breaks": f"<article>{PS}</article>".replace("voted on", "voted<br>on"),
    "white space": f"<article>{PS}</article>".replace("<p>", "<p>\n   ")
    .replace("voted on", "voted\n\t on")
    .replace("4,000 people", "4,000&nbsp;people"),
    "navigation and footer": f"<nav><ul><li><a href='/'>Home</a></li></ul></nav><main>{PS}</main><footer><p>© 2024 Town News. All rights reserved.</p></footer>",
    "reader comments": f"<article>{PS}</article><section id=comments class=comments><p>What a disgrace, the council should be ashamed of itself.</p></section>",
    "scripts": f"<article><script>var a='<p>not text</p>';</script><style>p{{}}</style>{PS}<!-- a comment --></article>",
    "related at the end": f"<article>{PS}<h3>Related content</h3><p>Sign up for our newsletter to get the best of the town every day.</p></article>",
    "cookie banner": f"<div class='cookie-banner'><p>We use cookies and share data with our partners. Give your consent.</p></div><article>{PS}</article>",
    "data table": f"<article>{PS}<table><tr><td>Pool</td><td>1974</td></tr><tr><td>Roof</td><td>1975</td></tr></table></article>",
    "broken markup": f"<article><div><b>{PS}</article></p></div></i>",
    "headline in the body": f"<article><h1>Pool to close</h1><h2>Pool to close</h2>{PS}</article>",
}


@pytest.mark.parametrize("body", LAYOUTS.values(), ids=LAYOUTS)
def test_the_article_and_nothing_else(body: str) -> None:
    found = article(page(body))
    assert found.text == TEXT
    assert found.title == "Pool to close"
    assert found.language == "en"


def test_cleaning_a_page_leaves_nothing_behind() -> None:
    first = [article(page(body)) for body in LAYOUTS.values()]
    assert first == [article(page(body)) for body in LAYOUTS.values()]


def test_lists_headings_and_quotations_are_paragraphs() -> None:
    body = f"<article>{PS}<h2>What comes next</h2><ul><li>The roof is mended.</li><li>The pool is filled.</li></ul><blockquote><p>At last.</p></blockquote></article>"
    assert article(page(body)).text == TEXT + "\n\nWhat comes next\n\nThe roof is mended.\n\nThe pool is filled.\n\nAt last."


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("told_by", ["header", "meta"])
def test_charsets(charset: str, told_by: str) -> None:
    head = f'<meta charset="{charset}">' if told_by == "meta" else ""
    content_type = f"text/html; charset={charset}" if told_by == "header" else "text/html"
    assert article(page(f"<article>{PS}</article>", head=head).encode(charset), content_type=content_type).text == TEXT


def test_a_wrong_charset_is_seen_through() -> None:
    html = page(f"<article>{PS}</article>", head='<meta charset="iso-8859-1">')
    assert article(html.encode(), content_type="text/html; charset=latin-1").text == TEXT


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


FEED = Given(published_at=datetime(2024, 2, 3, tzinfo=UTC), published_at_origin="feed")
FLAG = Given(published_at=datetime(2024, 2, 4, tzinfo=UTC), published_at_origin="given")
LD_DATE = linked('{"@type": "NewsArticle", "headline": "Pool to close", "datePublished": "2024-02-01T10:00:00Z"}')
OTHER_LD = linked(
    '{"@graph": [{"@type": "WebPage", "datePublished": "2019-01-01"}, {"@type": ["NewsArticle"], "datePublished": "2024-02-01"}]}'
)
FIRST = datetime(2024, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "before", "url", "given", "published_at", "origin"),
    [
        (LD_DATE, "", URL, None, FIRST.replace(hour=10), "meta"),
        (LD_DATE + meta("article:published_time", "2024-03-01"), "", URL, None, FIRST.replace(hour=10), "meta"),
        (LD_DATE, "", URL, FEED, FIRST.replace(hour=10), "meta"),
        (LD_DATE, "", URL, FLAG, FLAG.published_at, "given"),
        (OTHER_LD, "", URL, None, FIRST, "meta"),
        (
            linked("{broken") + meta("article:published_time", "2024-02-01T09:00:00+02:00"),
            "",
            URL,
            None,
            FIRST.replace(hour=7),
            "meta",
        ),
        (meta("article:published_time", "1970-01-01T00:00:00Z"), "", URL, FEED, FEED.published_at, "feed"),
        (meta("article:published_time", "2031-01-01"), "", URL, None, NOW, "fetched"),
        (meta("article:published_time", "soon"), "", URL, None, NOW, "fetched"),
        ("", "<time datetime='2024-02-01T08:00'>today</time>", URL, None, FIRST.replace(hour=8), "text"),
        ("", "<time datetime='2024-02-01T08:00'>today</time>", URL, FEED, FEED.published_at, "feed"),
        ("", "<time itemprop='datePublished' datetime='2024-02-01'>today</time>", URL, FEED, FIRST, "meta"),
        ("", "<time>1 February 2024</time>", URL, None, FIRST, "text"),
        ("", "<div class='post-date'>Posted on Feb. 1, 2024</div>", URL, None, FIRST, "text"),
        ("", "", "https://town.example/2024/02/01/pool", None, FIRST, "text"),
        (
            "",
            "<time datetime='2024-02-01T08:00'>t</time>",
            "https://town.example/2024/feb/01/pool",
            None,
            FIRST.replace(hour=8),
            "text",
        ),
        ("", "<time datetime='2022-05-06'>of another</time>", "https://town.example/2024/02/01/pool", None, FIRST, "text"),
        ("", "<aside><time datetime='2022-05-06'>of another</time></aside>", URL, None, NOW, "fetched"),
        ("", "", URL, None, NOW, "fetched"),
        ("", "", "file:///2024/02/01/pool.html", None, None, None),
        (LD_DATE, "", "file:///pool.html", None, FIRST.replace(hour=10), "meta"),
    ],
)
def test_published_at(head: str, before: str, url: str, given: Given | None, published_at: datetime, origin: str) -> None:
    found = article(page(f"<article>{before}{PS}</article>", head=head), url=url, given=given)
    assert (found.published_at, found.published_at_origin) == (published_at, origin)


def test_modified_at() -> None:
    head = linked('{"@type": "NewsArticle", "dateModified": "2024-02-02T10:00:00Z"}')
    assert article(page(PS, head=head)).modified_at == datetime(2024, 2, 2, 10, tzinfo=UTC)
    assert article(page(PS, head=meta("article:modified_time", "0001-01-01"))).modified_at is None


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (
            linked('{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ann Hale"}, {"name": "Tom Reed"}]}'),
            "",
            ("Ann Hale", "Tom Reed"),
        ),
        (linked('{"@type": "NewsArticle", "author": "Ann Hale and Tom Reed"}'), "", ("Ann Hale", "Tom Reed")),
        ('<meta name="author" content="Ann O&#39;Hale">', "", ("Ann O'Hale",)),
        (meta("article:author", "https://social.example/ann"), "<p class='byline'>By Ann Hale</p>", ("Ann Hale",)),
        ("", "<a rel='author' href='/a'>Ann Hale</a>", ("Ann Hale",)),
        ("", "", ()),
    ],
)
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert article(page(f"<article>{body}{PS}</article>", head=head)).authors == authors


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (linked('{"@type": "NewsArticle", "headline": "Pool &amp; roof"}'), "<h1>Other</h1>", "Pool & roof"),
        ("", "<h1>Pool <em>and</em> roof</h1>", "Pool and roof"),
        (meta("og:title", "Pool and roof"), "<h1>One</h1><h1>Two</h1>", "Pool and roof"),
        (meta("og:site_name", "Town News") + "<title>Pool and roof - Town News</title>", "", "Pool and roof"),
        ("<title>Pool and roof | Town News</title>", "", "Pool and roof"),
    ],
)
def test_title(head: str, body: str, title: str) -> None:
    html = f"<html><head>{head}</head><body>{body}<article>{PS}</article></body></html>"
    assert article(html).title == title


def test_without_a_title_the_feeds_is_taken() -> None:
    assert (
        article(f"<html><body><article>{PS}</article></body></html>", given=Given(title="From the feed")).title == "From the feed"
    )


@pytest.mark.parametrize(
    ("named", "url", "canonical"),
    [
        ("https://town.example/pool-closes?utm_source=x#top", URL, "https://town.example/pool-closes"),
        ("//TOWN.example:443/pool", URL, "https://town.example/pool"),
        ("/pool?id=7&fbclid=1", URL, "https://town.example/pool?id=7"),
        ("https://www.town.example/pool", URL, "https://www.town.example/pool"),
        ("https://other.example/pool", URL, URL),
        ("https://town.example.evil.example/pool", URL, URL),
        ("https://town.example/", URL, URL),
        ("javascript:alert(1)", URL, URL),
        ("http://[broken", URL, URL),
        ("https://town.example/pool", "https://m.town.example/pool?utm_medium=y", "https://town.example/pool"),
        ("https://town.example/pool", "file:///pool.html", "https://town.example/pool"),
        ("pool", "file:///pool.html", "file:///pool.html"),
    ],
)
def test_canonical_url(named: str, url: str, canonical: str) -> None:
    head = f'<link rel="canonical" href="{named}">'
    assert article(page(f"<article>{PS}</article>", head=head), url=url).canonical_url == canonical


def test_source_name_is_the_sites_or_its_host() -> None:
    assert article(page(PS, head=meta("og:site_name", "Town News"))).source_name == "Town News"
    assert article(page(PS), url="https://www.town.example/a").source_name == "town.example"
    assert article(page(PS), url="file:///a.html").source_name is None


TEASERS = "".join(
    f"<article><h2><a href='/n{i}'>Headline number {i}</a></h2><p>{PARAGRAPHS[0]} Part {i}.</p></article>" for i in range(9)
)
CONSENT = (
    "We and our partners store and access information on a device, such as cookies, and process personal data. With your permission we "
    "and our partners may use precise data. You may click to consent to our processing. You can change your mind at any time at all."
)


def test_a_script_full_of_data_is_no_monster() -> None:
    data = "if(a<b){f()}" + "/a/b/c=1 " * 20_000
    assert article(page(f"<script>{data}</script><article>{PS}</article><!-- <b {data} -->")).text == TEXT


NO_ARTICLES = {
    "nothing": "",
    "only a headline": "<h1>Pool to close</h1>",
    "a form": "<form><label>Name</label><input><button>Log in</button></form>",
    "an app without its script": "<div id=root></div><noscript>Please enable JavaScript.</noscript>",
    "a cookie notice": f"<div><h2>We value your privacy</h2><p>{CONSENT}</p><button>Accept</button></div>",
    "a picture": "<figure><img src=a.jpg><figcaption>The pool.</figcaption></figure>",
}

INDEXES = {
    "an index": f"<main>{TEASERS}</main>",
    "a list of links": "<ul>" + "".join(f"<li><a href='/n{i}'>{p}</a></li>" for i, p in enumerate(PARAGRAPHS * 3)) + "</ul>",
}


@pytest.mark.parametrize(
    ("body", "reason"),
    [*((body, "not_an_article") for body in NO_ARTICLES.values()), *((body, "index_page") for body in INDEXES.values())],
    ids=[*NO_ARTICLES, *INDEXES],
)
def test_no_article(body: str, reason: str) -> None:
    found = clean(document(page(body)))
    assert isinstance(found, Rejected), found
    assert (found.stage, found.reason) == ("clean", reason)
    assert found.detail.startswith(URL)


def test_related_headlines_do_not_make_an_article_an_index() -> None:
    related = "".join(f"<h3><a href='/n{i}'>Headline number {i} of the day</a></h3>" for i in range(9))
    head = meta("og:type", "article")
    assert article(page(f"<article>{PS}</article><div class='related'>{related}</div>", head=head)).text.startswith(TEXT)


def test_another_language() -> None:
    found = clean(document(page(f"<article><p>{GERMAN}</p></article>").replace("en-GB", "de")))
    assert isinstance(found, Rejected)
    assert (found.reason, '"de"' in found.detail) == ("language", True)
