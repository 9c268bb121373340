-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    quote_id,
    revision_id,
    sentence_id,
    quote_type,
    char_start,
    char_end,
    quote_text,
    cue_text,
    cue_lemma,
    cue_char_start,
    cue_char_end,
    speaker_text,
    speaker_char_start,
    speaker_char_end,
    speaker_kind,
    speaker_mention_id,
    speaker_entity_id,
    speaker_entity_confidence,
    confidence,
    rule
from {{ source('core', 'quotes') }}
