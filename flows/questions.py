"""Questions the warehouse answers: shown after a run as what to ask next, and run by a test."""

from typing import Final

QUESTIONS: Final = {
    "Who said what?": "select speaker, quote_text, outlets, source from marts.who_said_what where speaker_kind = 'named' order by outlets desc, published_at desc limit 10",
    "Which numbers were claimed, and by whom?": "select fact_text, measured_text, value_low, value_high, unit, speaker, source from marts.numeric_claims where speaker is not null and measured_text is not null order by published_at desc limit 10",
    "Who is in the news?": "select canonical_name, label, sum(articles) as articles, sum(mentions) as mentions from marts.entity_daily group by all order by articles desc, mentions desc limit 10",
}

REJECTED: Final = "select url, reason, detail from ops.rejections"
"""What a run that rejected articles says to ask."""
