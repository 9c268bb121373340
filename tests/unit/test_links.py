"""Which links of a section page lead to articles, and which hosts are one site."""

import pytest

from flows.sources.links import is_article_link, is_same_site

ARTICLES = """
https://a.example/2024/02/01/pool /2024/feb/01/council-votes /news/2024-02-01-pool /world/europe/council-closes-the-swimming-pool
/news/uk-england-68241234 /news/articles/c4ng8d2k1x0o /story.php?id=41234 /a/b?story=9981 /article/council-closes-swimming-pool.html
/sport/football/68241234.stm /news/council_closes_swimming_pool /2024/02/pool-to-close /politics/1234567-pool /content/ab12cd34ef56
/opinion/why-the-pool-must-stay-open/ /en/pool-to-close-in-march/a-68241234
"""
OTHERS = """
https://a.example/ /news /sport/football /arts-and-culture /tag/council-closes-the-swimming-pool /author/ann-marie-van-dyke
/video/68241234 /news/pictures/68241234 /2024/02/01/ /2024/02/ /a.pdf /2024/02/01/report.pdf /style-2024-02-01.css /search?q=pool
/login?next=/2024/02/01/pool /about-us /privacy-policy /rss /feed/2024/02/01/pool /topics/climate-change-in-the-north /weather/2643743
/newsletters/the-best-of-the-week /contact /games/crossword/12345 /uk-news
"""


def whole(url: str) -> str:
    return url if "://" in url else f"https://a.example{url}"


@pytest.mark.parametrize("url", ARTICLES.split())
def test_articles(url: str) -> None:
    assert is_article_link(whole(url))


@pytest.mark.parametrize("url", [*OTHERS.split(), "https://[", "mailto:"])
def test_others(url: str) -> None:
    assert not is_article_link(whole(url))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("http://a.example/x", "https://a.example:8000/y", True),
        ("http://www.a.example/", "http://a.example/", True),
        ("http://edition.a.example/", "http://www.a.example/", True),
        ("http://m.a.example/", "http://news.a.example/", True),
        ("http://a.example.evil.example/", "http://a.example/", False),
        ("http://ba.example/", "http://a.example/", False),
        ("http://a.example/", "http://b.example/", False),
        ("http://[", "http://a.example/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
    ],
)
def test_sites(one: str, other: str, expected: bool) -> None:
    assert is_same_site(one, other) is expected
