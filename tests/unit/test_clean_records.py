"""JSON records: every field read or refused by name, and the text left as it is."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
LINE = "file:///dump.jsonl#line:3"


def record_document(record: Any, *, url: str = LINE, given: Given | None = None) -> RawDocument:
    body = record if isinstance(record, bytes) else json.dumps(record).encode()
    return RawDocument(url, "application/json", body, {}, NOW, given or Given())


def article(record: Any, **options: Any) -> CleanedArticle:
    found = clean(record_document(record, **options))
    assert isinstance(found, CleanedArticle), found
    return found


FULL = {
    "text": "  She said so.\r\n\r\n",
    "title": " Pool \n to close ",
    "url": "HTTPS://Town.example/a?utm_source=x&id=1#top",
    "published_at": "2024-02-01T09:30:00+01:00",
    "modified_at": "2024-02-02",
    "authors": ["Ann Hale", {"name": "Tom Reed"}],
    "source": {"name": "Town News"},
    "language": "en-GB",
    "score": 17,
}


def test_every_field() -> None:
    assert article(FULL, url="https://town.example/a") == CleanedArticle(
        canonical_url="https://town.example/a?id=1",
        title="Pool to close",
        text="  She said so.\n\n",
        language="en",
        published_at=datetime(2024, 2, 1, 8, 30, tzinfo=UTC),
        published_at_origin="meta",
        modified_at=datetime(2024, 2, 2, tzinfo=UTC),
        authors=("Ann Hale", "Tom Reed"),
        source_name="Town News",
    )


def test_only_a_text() -> None:
    assert article({"text": "She said so."}) == CleanedArticle(LINE, None, "She said so.", "en")


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"body": "x y"}, "text", "x y"),
        ({"content": "x y"}, "text", "x y"),
        ({"text": "x", "body": "y"}, "text", "x"),
        ({"text": "x", "headline": "H"}, "title", "H"),
        ({"text": "x", "title": None, "headline": "H"}, "title", "H"),
        ({"text": "x", "publisher": "P"}, "source_name", "P"),
        ({"text": "x", "byline": "By Ann Hale, Tom Reed and Jo Orr"}, "authors", ("Ann Hale", "Tom Reed", "Jo Orr")),
        ({"text": "x", "author": "https://social.example/ann"}, "authors", ()),
        ({"text": "x", "authors": []}, "authors", ()),
        (
            {"text": "x", "canonical_url": "https://a.example/c", "url": "https://a.example/u"},
            "canonical_url",
            "https://a.example/c",
        ),
        ({"text": "x", "url": "not a url"}, "canonical_url", LINE),
        ({"text": "x", "date": "February 1, 2024"}, "published_at", datetime(2024, 2, 1, tzinfo=UTC)),
        ({"text": "x", "published": "1 Feb 2024"}, "published_at", datetime(2024, 2, 1, tzinfo=UTC)),
        ({"text": "x", "date": "Thu, 01 Feb 2024 10:00:00 +0200"}, "published_at", datetime(2024, 2, 1, 8, tzinfo=UTC)),
        ({"text": "x", "date": "1912-04-16"}, "published_at", datetime(1912, 4, 16, tzinfo=UTC)),
        ({"text": "x", "date": "1970-01-01T00:00:00Z"}, "published_at", None),
        ({"text": "x", "date": "2031-01-01"}, "published_at", None),
        ({"text": "x", "date": ""}, "published_at", None),
        ({"text": "lone \ud800 half"}, "text", "lone \ufffd half"),
        ({"text": "smile \U0001f600"}, "text", "smile \U0001f600"),
    ],
)
def test_fields(record: dict[str, Any], field: str, value: object) -> None:
    assert getattr(article(record), field) == value


def test_a_date_that_a_person_gave_wins() -> None:
    flag = datetime(2020, 2, 14, tzinfo=UTC)
    found = article(FULL, given=Given(published_at=flag, published_at_origin="given"))
    assert (found.published_at, found.published_at_origin) == (flag, "given")


@pytest.mark.parametrize(
    ("record", "reason", "names"),
    [
        (b'{"text": "x",', "broken_json", "line 1 column"),
        (b"plain words", "broken_json", "char 0"),
        (b"[" * 100_000, "broken_json", "recursion"),
        (b'{"text": ' + b"9" * 5000 + b"}", "broken_json", "digits"),
        (b"[1, 2]", "bad_record", "no JSON object"),
        (b"null", "bad_record", "no JSON object"),
        ({"title": "x"}, "bad_record", "'text'"),
        ({"text": 7}, "bad_record", "'text'"),
        ({"text": ["x"]}, "bad_record", "'text'"),
        ({"text": "x", "title": 7}, "bad_record", "'title'"),
        ({"text": "x", "url": {}}, "bad_record", "'url'"),
        ({"text": "x", "date": 1706780000}, "bad_record", "'date'"),
        ({"text": "x", "date": "soon"}, "bad_record", "'date'"),
        ({"text": "x", "modified_at": "2024-13-45"}, "bad_record", "'modified_at'"),
        ({"text": "x", "authors": [7]}, "bad_record", "'authors'"),
        ({"text": "x", "source": {"id": "t"}}, "bad_record", "'source'"),
        ({"text": "x", "language": 1}, "bad_record", "'language'"),
        ({"text": ""}, "empty", "no text"),
        ({"text": " \n"}, "empty", "no text"),
        ({"text": "Ja, sagte sie.", "language": "de"}, "language", '"de"'),
    ],
)
def test_rejections_name_what_is_wrong(record: Any, reason: str, names: str) -> None:
    found = clean(record_document(record))
    assert isinstance(found, Rejected), found
    assert (found.stage, found.reason) == ("clean", reason)
    assert found.detail.startswith(LINE)
    assert names in found.detail
    assert "\n" not in found.detail


VALUES = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)
KEYS = ("text", "body", "title", "url", "canonical_url", "date", "modified_at", "authors", "source", "language")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_record_breaks_cleaning(record: dict[str, Any]) -> None:
    found = clean(record_document(record))
    if isinstance(found, CleanedArticle):
        found.text.encode()
        assert found.text.strip()
        assert found.canonical_url
