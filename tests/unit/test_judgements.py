"""What a person may overrule, and what nobody may."""

from datetime import UTC, datetime

import pytest

from flows.console import printable
from flows.meanings import RULES
from flows.quarantine import RULES as MENDS
from schemas import TABLES
from schemas.render import is_judgement
from schemas.rules import FACT_RULES, QUOTE_RULES
from tests.unit.test_clean_html import GERMAN, PS, document, page
from transforms.clean import clean
from transforms.documents import JUDGEMENTS, CleanedArticle, RawDocument, Rejected
from transforms.numbers.confidence import BY_RULE

SHORT = "<article><h1>Pool to close</h1><p>The council voted on Monday to close the swimming pool.</p></article>"
WALLED = f"<article>{PS}</article><div><p>Already a subscriber? Sign in to continue reading.</p></div>"


@pytest.mark.parametrize(
    ("body", "title", "reason", "words"),
    [
        (SHORT, "Pool to close", "not_an_article", "voted on Monday"),
        (WALLED, "Pool to close", "paywall", "voted on Monday"),
        (f"<article>{PS}</article>", "Search results for pool", "index_page", "voted on Monday"),
        (SHORT, "404 - Page not found", "not_found", "voted on Monday"),
        (f"<article><p>{GERMAN}</p></article>", "Bad schließt", "language", "Der Stadtrat"),
    ],
)
def test_a_judgement_is_not_passed_on_what_is_accepted(body: str, title: str, reason: str, words: str) -> None:
    found = document(page(body, title=title))
    rejected = clean(found)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.reason in JUDGEMENTS) == (reason, True)
    accepted = clean(found, accepted=True)
    assert isinstance(accepted, CleanedArticle)
    assert words in accepted.text


@pytest.mark.parametrize(
    ("media_type", "body", "reason"),
    [
        ("text/html", b" ", "empty"),
        ("text/plain", bytes(range(256)) * 9, "binary"),
        ("text/plain", b"a " * 600_000, "too_long"),
        ("application/json", b'{"text": ', "broken_json"),
        ("application/json", b'{"title": "No text"}', "bad_record"),
        ("text/html", b"<html><body>" + b"<p>a" * 200_000, "too_complex"),
    ],
)
def test_what_cannot_be_read_is_rejected_whoever_accepts_it(media_type: str, body: bytes, reason: str) -> None:
    found = RawDocument("https://town.example/a", media_type, body, {}, datetime(2024, 4, 1, tzinfo=UTC))  # type: ignore[arg-type]
    for accepted in (False, True):
        rejected = clean(found, accepted=accepted)
        assert isinstance(rejected, Rejected)
        assert (rejected.reason, rejected.reason in JUDGEMENTS) == (reason, False)


def test_an_accepted_text_of_no_known_language_has_none() -> None:
    found = RawDocument("https://town.example/a", "text/plain", b"xqz vlk jjw " * 60, {}, datetime(2024, 4, 1, tzinfo=UTC))
    accepted = clean(found, accepted=True)
    assert isinstance(accepted, CleanedArticle)
    assert accepted.language is None or len(accepted.language) == 2


@pytest.mark.parametrize(
    ("table", "check", "expected"),
    [
        ("quotes", "span__quote_text", False),
        ("quotes", "expect_column_values_to_not_be_null", False),
        ("quotes", "expect_column_values_to_be_unique", False),
        ("quotes", "expect_column_values_to_match_regex", False),
        ("quotes", "expect_column_values_to_be_in_set", False),
        ("quote_spans", "expect_compound_columns_to_be_unique", False),
        ("quotes", "expect_table_columns_to_match_set", False),
        ("quotes", "check__span_is_not_empty", False),
        ("quotes", "rule__pieces_span_the_quote", False),
        ("story_signatures", "check__signature_is_whole", False),
        ("quotes", "expect_column_values_to_be_between", True),
        ("numeric_facts", "check__percent_is_plausible", True),
        ("numeric_facts", "check__values_in_order", True),
        ("article_revisions", "text_is_not_boilerplate", True),
    ],
)
def test_which_findings_a_person_may_overrule(table: str, check: str, expected: bool) -> None:
    assert is_judgement(TABLES[table], check) is expected


def test_every_judgement_says_what_would_have_to_be_mended() -> None:
    assert MENDS.keys() >= JUDGEMENTS


def test_every_rule_is_declared_and_has_a_meaning() -> None:
    assert RULES["numeric_facts"].keys() == BY_RULE.keys() == set(FACT_RULES)
    assert RULES["quotes"].keys() == set(QUOTE_RULES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ttext\nand Zoë", "plain\ttext\nand Zoë"),
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb\u200b", "a\ufffdb\ufffd"),
        ("a\u00a0b\rc", "a b c"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert len(printable(text)) == len(text)
