"""The audit through Great Expectations: each way a row can be wrong is found, and its article rejected."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from flows.audit import audit
from flows.auditing import find, rejected_revisions
from flows.errors import AuditError
from schemas import TABLES
from schemas.render import arrow_schema
from tests.factories import an_id, make

TEXT = "Ana Ruiz said the bridge cost $12 million. “It is safe,” she said."
R = an_id("revision")
QUOTE = TEXT.index("“")
MONEY = TEXT.index("$")


def frames(**changed: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """One article with a mention, a quote and a number, all as they should be but for what is changed, by table."""
    base: dict[str, dict[str, Any]] = {
        "article_revisions": {"revision_id": R, "text": TEXT, "word_count": 12, "revision_number": 1},
        "sentences": {"revision_id": R, "char_start": 0, "char_end": 43},
        "entity_mentions": {"revision_id": R, "char_start": 0, "char_end": 8, "mention_text": "Ana Ruiz", "label": "PERSON"},
        "quotes": {"revision_id": R, "char_start": QUOTE, "char_end": QUOTE + 13, "quote_text": "“It is safe,”", "speaker_text": "she", "speaker_char_start": QUOTE + 14, "speaker_char_end": QUOTE + 17, "speaker_kind": "pronoun", "confidence": 0.9, "cue_text": None},
        "quote_spans": {"char_start": 44, "char_end": 57},
        "numeric_facts": {"revision_id": R, "char_start": MONEY, "char_end": MONEY + 11, "fact_text": "$12 million", "kind": "money", "value_low": 12e6, "value_high": 12e6, "unit": "USD", "as_of_start": None, "as_of_end": None, "measured_text": None},
    }  # fmt: skip
    made = {name: make(name, **{**row, **changed.get(name, {})}) for name, row in base.items()}
    made["quote_spans"] = made["quote_spans"]._replace(quote_id=made["quotes"].quote_id)
    return {name: pa.Table.from_pylist([row._asdict()], schema=nullable(name)).to_pandas() for name, row in made.items()}


def nullable(name: str) -> pa.Schema:
    """Nulls may stand anywhere before the audit."""
    return pa.schema([field.with_nullable(True) for field in arrow_schema(TABLES[name])])


def test_a_good_article_passes() -> None:
    assert audit(frames()) == []


@pytest.mark.parametrize(
    ("table", "wrong", "check"),
    [
        ("entity_mentions", {"mention_text": "Ana Ruis"}, "span__mention_text"),
        ("entity_mentions", {"char_start": 1, "char_end": 9}, "span__mention_text"),
        ("entity_mentions", {"label": "PLACE"}, "expect_column_values_to_be_in_set"),
        ("entity_mentions", {"mention_id": "x"}, "expect_column_values_to_match_regex"),
        ("entity_mentions", {"mention_id": None}, "expect_column_values_to_not_be_null"),
        ("quotes", {"confidence": 1.5}, "expect_column_values_to_be_between"),
        ("quotes", {"speaker_text": "Ana"}, "span__speaker_text"),
        ("quotes", {"speaker_kind": "none"}, "check__speaker_kind_tells_of_a_speaker"),
        ("quotes", {"char_end": QUOTE, "quote_text": ""}, "check__span_is_not_empty"),
        ("numeric_facts", {"value_low": None, "value_high": None}, "check__has_a_value"),
        ("numeric_facts", {"value_low": 13e6}, "check__values_in_order"),
        ("quote_spans", {"char_end": 40}, "check__span_is_not_empty"),
    ],
)
def test_each_fault_is_found_and_rejects_the_article(table: str, wrong: dict[str, Any], check: str) -> None:
    failures = audit(frames(**{table: wrong}))
    assert check in {f.check_name for f in failures}
    (rejected,) = rejected_revisions(failures)
    assert (rejected.revision_id, rejected.stage, rejected.reason) == (R, "audit", "failed_audit")
    assert table in rejected.detail


def test_a_warning_is_recorded_and_rejects_nothing() -> None:
    failures = audit(frames(numeric_facts={"kind": "percent", "value_low": 5e6, "value_high": 5e6, "unit": "%"}))
    assert [(f.check_name, f.severity) for f in failures] == [("check__percent_is_plausible", "warn")]
    assert rejected_revisions(failures) == []


def test_every_failing_row_is_named_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations cuts its lists at 200 rows."""
    good = frames()
    row = good["sentences"].iloc[0]
    good["sentences"] = pd.DataFrame([{**row, "sentence_id": an_id(str(i)), "char_end": 0} for i in range(450)])
    failures = audit(good)
    assert len({f.row_key for f in failures if f.check_name == "check__span_is_not_empty"}) == 450


def test_a_check_that_breaks_is_our_fault_and_stops_the_run() -> None:
    broken = frames()
    broken["entity_mentions"] = broken["entity_mentions"].drop(columns="label")
    with pytest.raises(AuditError):
        audit(broken)


def test_an_article_level_rule_that_breaks_is_our_fault_and_stops_the_run() -> None:
    with pytest.raises(AuditError, match="rule broke"):
        find(frames(), None)  # type: ignore[arg-type]
