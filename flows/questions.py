"""Questions the warehouse answers: shown after a run as what to ask next, and run by a test."""

from typing import Final

QUESTIONS: Final = {
    "Who said what?": "select speaker, quote_text, outlets, published_at from marts.who_said_what where speaker is not null order by published_at desc limit 10",
    "Which numbers were claimed, and by whom?": "select fact_text, measured_text, value_low, unit, speaker, url from marts.numeric_claims where measured_text is not null order by published_at desc limit 10",
    "Who is in the news?": "select canonical_name, label, sum(articles) as articles, sum(mentions) as mentions from marts.entity_daily group by all order by articles desc, mentions desc limit 10",
}
