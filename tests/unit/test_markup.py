"""XML that speaks of document types in its articles is read; XML that declares any is not, however it is hidden."""

import pytest

from flows.sources.answers import Answer, FetchFault
from flows.sources.feeds import read_feed
from flows.sources.markup import xml_text
from flows.sources.sitemaps import read_sitemap
from tests.factories import NOON

DECLARED = '<!DOCTYPE r [<!ENTITY x "boom">]>'


def answer(text: str) -> Answer:
    return Answer("https://a.example/f", "https://a.example/f", 200, {"content-type": "text/xml"}, text.encode(), NOON)


SPOKEN_OF = [
    "<r><![CDATA[<!DOCTYPE html><html><p>It rained.</p></html>]]></r>",
    '<?xml version="1.0" encoding="utf-8"?>\n<r><!-- <!DOCTYPE html> --><a/></r>',
    f"<r><![CDATA[{DECLARED} <!-- ]]>&lt;!DOCTYPE&gt;<!-- ]]> {DECLARED} <![CDATA[ --></r>",
    f"<r/><!-- {DECLARED} -->",
    f"<r>]]&gt;<![CDATA[{DECLARED}]]]]><![CDATA[>{DECLARED}]]></r>",
]
HIDDEN = [
    f"{DECLARED}<r>&x;</r>",
    f"<!-- -->{DECLARED}<r>&x;</r>",
    f"<!-- \n{DECLARED} --><r>&x;</r>",  # feedparser looks for entities there
    f"<?x <!-- ?>{DECLARED}<r>&x;</r><!-- -->",
    f'<r a="<!-- ">{DECLARED}</r><!-- -->',
    f'<r a="<![CDATA["/>{DECLARED}<a>]]></a>',
    f"<r><!--> {DECLARED} <a/></r>",
    f"<r><!-- -- > {DECLARED} --></r>",
    f"<r><!-- --!> {DECLARED} --></r>",
    f"<r><![CDATA[ {DECLARED}</r>",
    f"<r><![cdata[ {DECLARED} ]]></r>",
    f"<r><! [CDATA[ {DECLARED} ]]></r>",
    f"<r><![CDATA[ ]]> {DECLARED} ]]></r>",
    f"<r><![CDATA[{DECLARED}]]>&x;</r>",
    f"<r><![CDATA[{DECLARED}]]>",
    f"<r/>{DECLARED}<!-- -->",
    f"\0<!-- {DECLARED} --><r/>",
]


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_what_is_only_spoken_of(text: str) -> None:
    assert xml_text(answer(text), "x").endswith(text.removeprefix('<?xml version="1.0" encoding="utf-8"?>'))


@pytest.mark.parametrize("text", HIDDEN)
def test_what_may_be_declared(text: str) -> None:
    with pytest.raises(FetchFault, match="declares a document type"):
        xml_text(answer(text), "x")


def test_a_feed_and_a_sitemap_that_speak_of_it() -> None:
    item = "<item><title>On <![CDATA[<!DOCTYPE>]]></title><link>https://a.example/1</link></item>"
    feed = read_feed(answer(f'<rss version="2.0"><channel><title>A</title>{item}</channel></rss>'), at_most=9)
    assert [entry.link for entry in feed.entries] == ["https://a.example/1"]
    sitemap = f"<urlset><!-- {DECLARED} --><url><loc>https://a.example/1</loc></url></urlset>"
    assert [entry.link for entry in read_sitemap(answer(sitemap), site="https://a.example/").entries] == ["https://a.example/1"]
