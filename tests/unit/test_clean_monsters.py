"""Documents built to break, stall or fill up whoever reads them: each gets an article or a rejection, in bounded time and memory."""

import json
import resource
import time
from datetime import UTC, datetime

import pytest

from tests.unit.test_clean_hostile import checked
from transforms.documents import Given, MediaType, RawDocument

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
SENTENCE = "The council voted on Monday to close the pool, and its leader said that the roof was not safe any more. "
PROSE = f"<p>{SENTENCE}</p>" * 4
MAX_SECONDS = 30
"""A hang guard, far above what is measured: the slowest takes about five on one slow core."""
MAX_GROWTH = 1_500_000
"""Kilobytes by which the peak of the process may grow: 10 MB of markup become a tree of some hundreds."""


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def around(middle: str, *, head: str = "") -> bytes:
    return f"<html><head><title>Pool</title>{head}</head><body><article>{PROSE}{middle}{PROSE}</article></body></html>".encode()


def head(text: str) -> bytes:
    return around("", head=text)


SIZE = {
    "deep markup": b"<div>" * 200_000,
    "deep inline markup": around("<b><i>" * 50_000 + "x"),
    "deep lists": around("<ul><li>" * 20_000),
    "deep tables": around("<table><tr><td>" * 10_000),
    "deep quotations": around("<blockquote>" * 20_000 + SENTENCE),
    "deep fonts with breaks": around("<font>" * 240 + "a<br><br>b" + "</font>" * 240),
    "deep spans with breaks on each level": around("<span>a<br><br>" * 230),
    "a script that never ends its comment": head('<script type="application/ld+json">{}-->' + " " * 200_000 + "x</script>"),
    "many elements": b"<div><p>a</p></div>" * 100_000,
    "many parts": b"<article><p>" + b"<b>x</b> " * 14_000,
    "many short paragraphs": b"<article>" + b"<p>She said so on Monday.</p>" * 20_000,
    "as many children as are allowed": around(f"<p>{SENTENCE}</p>" * 2_900),
    "as many breaks as are allowed": around("<p>" + "a<br><br>" * 1_400 + "</p>"),
    "many breaks without text": around("<br>" * 2_900),
    "many times": around("<time datetime='2024-02-01'>x</time> " * 2_900),
    "many links": around("<a href='/x'>more</a> " * 2_900),
    "many headings": around("<h2><a href='/x'>A heading of some words</a></h2>" * 2_900),
    "many pull quotes": around("<div class='pullquote'>The council voted on Monday</div>" * 2_900),
    "many bylines": around("<p class='byline'>By Ann Hale and Tom Reed</p>" * 2_900),
    "many sections nested and side by side": around("<section><div class='related'>" * 100 + SENTENCE * 50),
    "many attributes": b"<p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">x</p>",
    "many quoted attributes": b"<p " + b"".join(b"a%d='>'" % i for i in range(100_000)) + b">x</p>",
    "a huge attribute": around(f"<p title='{'x' * 5_000_000}'>y</p>"),
    "a huge class": around(f"<p class='{'related-' * 500_000}'>y</p>"),
    "a class of many words": around(f"<p class='{'a ' * 500_000}'>{SENTENCE}</p>"),
    "a huge style": around(f"<p style='{'display:' * 300_000}none'>{SENTENCE}</p>"),
    "a huge link": around(f"<a href='http://{'a.' * 1_000_000}example/'>x</a>"),
    "a huge tag name": around(f"<{'a' * 2_000_000}>x"),
    "open scripts": b"<script><!--" * 100_000,
    "open styles": b"<style>" * 100_000,
    "many comments": b"<!-- -->" * 100_000 + b"<p>x</p>",
    "an open comment": around("<!--" + "x-" * 1_000_000),
    "open brackets": b"<" * 500_000,
    "closed brackets": around(">" * 500_000),
    "end tags only": b"</div></p></article>" * 50_000,
    "one long word": b"<article><p>" + b"a" * 3_000_000 + b"</p></article>",
    "one line of ten megabytes": f"<article><p>{SENTENCE * 100_000}</p></article>".encode(),
    "one line of ten megabytes of digits": b"<article><p>" + b"1234567890" * 1_000_000 + b"</p></article>",
    "ten megabytes of white space": around(" \n\t" * 3_500_000),
    "ten megabytes of no-break spaces": around("\u00a0" * 3_000_000),
}

ENTITIES = {
    "entities": b"&lt;" * 300_000,
    "entities without an end": around("&lt" * 300_000),
    "unknown entities": around("&boom;" * 200_000),
    "numeric entities out of range": around("&#x110000;&#99999999999;&#-1;&#xD800;" * 10_000),
    "entities of controls": around("&#0;&#1;&#8;&#11;&#27;&#127;&#133;" * 5_000),
    "markup in entities": around("&lt;script&gt;alert(1)&lt;/script&gt;" * 5_000),
    "a document type": b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><p>&b;&b;</p>'
    * 1000,
    "a billion laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]><html><body><p>&a11;</p></body></html>",
    "an external entity": b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>',
    "a parameter entity": b'<!DOCTYPE html [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><html><body><p>x</p></body></html>',
}

DATA = {
    "json in depth": head(linked('{"@graph":[' * 50_000)),
    "lists in depth": head(linked("[" * 100_000 + "]" * 100_000)),
    "many nodes": head(linked("[" + '{"@type":"NewsArticle","headline":"x"},' * 50_000 + "{}]")),
    "a graph of graphs": head(linked('{"@graph":[' * 400 + "]}" * 400)),
    "a graph of nothing": head(linked('{"@graph": null, "mainEntity": [null, 1, "x", [[]]]}')),
    "every field of the wrong kind": head(
        linked(
            '{"@type": "NewsArticle", "headline": [1], "datePublished": {"a": 1}, "author": 7, "articleSection": {}, "articleBody": []}'
        )
    ),
    "types that are no strings": head(linked('{"@type": [null, 1, {}], "headline": "x"}')),
    "authors without names": head(linked('{"@type": "NewsArticle", "author": [{"name": null}, {"name": [1]}, [], {"@id": 3}]}')),
    "authors that name each other": head(
        linked('{"@graph": [{"@type": "Article", "@id": "#a", "author": {"@id": "#a"}, "name": "x"}]}')
    ),
    "a thousand authors": head(
        linked(json.dumps({"@type": "NewsArticle", "author": [f"Ann {'A' * (i % 50)} Hale" for i in range(9000)]}))
    ),
    "numbers without end": head(linked('{"@type": "NewsArticle", "datePublished": ' + "9" * 10_000 + "}")),
    "infinite numbers": head(linked('{"@type": "NewsArticle", "datePublished": 1e999, "isAccessibleForFree": NaN}')),
    "lone surrogates": head(
        linked('{"@type": "NewsArticle", "headline": "\\ud800", "author": "\\udfff", "articleSection": "\\ud83d"}')
    ),
    "broken blocks without end": head(linked('{"@type": "NewsArticle", "datePublished": "2024' * 20_000)),
    "broken blocks of one letter": head(linked("{") * 2_000),
    "a body of markup": head(linked(json.dumps({"@type": "NewsArticle", "articleBody": "<" * 200_000 + "<p" * 200_000}))),
    "a comment around nothing": head(linked("<!--" * 50_000)),
    "section of a megabyte": head(linked(json.dumps({"@type": "NewsArticle", "articleSection": "x" * 1_000_000}))),
    "a title of a megabyte": head(f"<title>{'x | ' * 250_000}</title><meta property='og:title' content='{'y - ' * 250_000}'>"),
    "an author of a megabyte": head(f"<meta name='author' content='{'Ann and ' * 125_000}'>"),
    "an author of at signs": head(f"<meta name='author' content='{'a@' * 500_000}'>"),
    "a date of a megabyte": head(f"<meta name='date' content='{'1 January ' * 100_000}'>"),
    "a canonical address of a megabyte": head(f"<link rel='canonical' href='https://town.example/{'a/' * 500_000}'>"),
    "ten thousand meta elements": head("<meta name='date' content='2024-02-01'>" * 2_900),
    "dates that cannot be": head(
        "".join(
            f"<meta name='{n}' content='{c}'>" for n, c in [("date", "0000-00-00"), ("pubdate", "9999-99-99"), ("dc.date", "-1")]
        )
    ),
}

LETTERS = {
    "null bytes": around("The \0 council \0\0\0 voted"),
    "only null bytes and a tag": b"\0" * 1000 + b"<p>" + b"\0" * 1000,
    "controls": around("".join(map(chr, range(32))) * 100),
    "right to left": around("<p>‮The council ⁦voted⁩ on Monday‬ to close the pool, it said on Monday afternoon.</p>" * 20),
    "marks without a letter": around("<p>" + "̀" * 200_000 + "</p>"),
    "letters with a thousand marks": around("<p>" + ("e" + "́" * 1000) * 200 + "</p>"),
    "invisible letters": around("<p>" + "​‌‍\u2060\ufeff" * 50_000 + "</p>"),
    "emoji families": around("<p>" + "👩‍👩‍👧‍👦" * 20_000 + "</p>"),
    "half of a letter at the end": around("")[:-7] + "é".encode()[:1],
    "utf-16 without a mark": around("").decode().encode("utf-16-le"),
    "utf-16 of an odd length": around("").decode().encode("utf-16") + b"x",
    "utf-32": around("").decode().encode("utf-32"),
    "utf-7 as declared": head("<meta charset='utf-7'>+ADw-script+AD4-"),
    "a charset that is a codec": head("<meta charset='zip'>"),
    "charsets without end": head("<meta charset='" + "x" * 100_000),
    "overlong utf-8": around("").replace(b"Pool", b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"),
    "shift-jis": "<html><body><p>市議会は月曜日にプールの閉鎖を決めた。</p></body></html>".encode("shift_jis") * 50,
    "every byte": bytes(range(1, 256)) * 40,
    "a picture that says it is a page": b"\x89PNG\r\n\x1a\n<html><body>" + around(""),
    "two documents": around("") + around(""),
    "frames": b"<frameset cols='50%,50%'><frame src='a.html'><frame src='b.html'></frameset>" * 500,
    "svg and mathml": around("<svg><style><p>x</style></svg><math><mtext><table><mglyph><style><p>" * 200),
    "forms in forms": around("<form><input><select><option>x" * 2_000),
    "plaintext": around("<plaintext>" * 500),
    "templates": around("<template><template>" * 2_000),
}

TABLE = {**SIZE, **ENTITIES, **DATA, **LETTERS}


def answered(body: bytes, media_type: MediaType = "text/html") -> None:
    started, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    checked(RawDocument("https://town.example/a", media_type, body, {}, NOW, Given()))
    assert time.process_time() - started < MAX_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MAX_GROWTH


def test_there_are_enough() -> None:
    assert len(TABLE) >= 80


@pytest.mark.parametrize("body", TABLE.values(), ids=TABLE)
def test_pages(body: bytes) -> None:
    answered(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "' + b"x" * 10_000_000 + b'"}',
        b'{"text": "x", "a": ' + b'{"a": ' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"text": "x", "date": "' + b"1 January " * 100_000 + b'"}',
        b'{"text": "x", "byline": "' + b"a@" * 500_000 + b'"}',
        b'{"text": "x", "url": "http://' + b"a" * 1_000_000 + b'"}',
        b'{"text": "\\ud800\\u0000\\u202e", "title": "\\udfff"}',
        b'{"text": "x", "text": 7}',
        b"\xff\xfe{\0",
    ],
    ids=range(8),
)
def test_records(body: bytes) -> None:
    answered(body, "application/json")


@pytest.mark.parametrize(
    "body",
    [b"a" * 10_000_000, b"\n" * 10_000_000 + b"x", "\u202e\u2066x".encode() * 50_000, b"\r" * 999_999 + b"x"],
    ids=range(4),
)
def test_texts(body: bytes) -> None:
    answered(body, "text/plain")
