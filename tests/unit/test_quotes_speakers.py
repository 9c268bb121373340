import pytest

from tests.unit.test_quotes_direct import read


def told(text, nlp, words):
    """Words, speaker and kind of every quote."""
    said, _ = read(text, nlp, words)
    return [(" … ".join(s.pieces), s.speaker, s.kind) for s in said]


LOST = "“We lost it,”"


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        # Before the cue, after it, with an apposition, a title, an age.
        (f"{LOST} Maria Ruiz, a baker from Ohio, said.", "Maria Ruiz", "named"),
        (f"{LOST} said Maria Ruiz, 41, who runs a bakery.", "Maria Ruiz", "named"),
        (f"{LOST} former mayor Maria Ruiz said.", "former mayor Maria Ruiz", "named"),
        (f"{LOST} said one well-known local baker.", "one well-known local baker", "role"),
        # Organisations, documents, several people.
        (f"{LOST} the Interior Ministry said in a statement.", "the Interior Ministry", "named"),
        (f"{LOST} the company said.", "the company", "collective"),
        (f"{LOST} the report said.", "the report", "role"),
        (f"{LOST} Maria Ruiz and Anna Berg said in a joint statement.", "Maria Ruiz and Anna Berg", "named"),
        # Nobody is named: the words are kept.
        (f"{LOST} a source close to the talks told the Associated Press.", "a source close to the talks", "anonymous"),
        (
            f"{LOST} said a person familiar with the matter, who asked not to be named.",
            "a person familiar with the matter, who asked not to be named",
            "anonymous",
        ),
        # Who is told does not speak.
        (f"{LOST} Maria Ruiz told the Associated Press on Friday.", "Maria Ruiz", "named"),
        (f"{LOST} Ruiz, the mayor, told Anna Berg of the Herald.", "Ruiz", "named"),
        # Verbs of two words.
        (f"{LOST} Maria Ruiz went on.", "Maria Ruiz", "named"),
        (f"{LOST} Maria Ruiz shot back.", "Maria Ruiz", "named"),
        (f"{LOST} as Maria Ruiz put it.", "Maria Ruiz", "named"),
        # Rarer ways of saying.
        (f"{LOST} barked the old coach.", "the old coach", "role"),
        (f"{LOST} lamented Maria Ruiz.", "Maria Ruiz", "named"),
    ],
)
def test_speakers_around_a_direct_quote(text, speaker, kind, nlp, words):
    assert told(text, nlp, words) == [(LOST, speaker, kind)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Anna Berg, who lost her shop, told the Herald, “We were never warned.”", "Anna Berg, who lost her shop"),
        ("The mayor was quoted as saying “we were never warned.”", "The mayor"),
        ("The Herald quoted the mayor as saying “we were never warned.”", "the mayor"),
        ("Reporters pressed Anna Berg, and the questions prompted the mayor to say, “We were never warned.”", "the mayor"),
        ("As Anna Berg put it, “We were never warned.”", "Anna Berg"),
        ("Anna Berg: “We were never warned.”", "Anna Berg"),
        ("Berg on the flood: ‘We were never warned’", "Berg"),
        ("Berg to council: ‘We were never warned’", "Berg"),
        ("‘We were never warned’: Berg hits out at the council", "Berg"),
        ("“We were never warned about any of it.” — Anna Berg, baker", "Anna Berg"),
        ("“We were never warned about any of it.”\n\n– Anna Berg", "Anna Berg"),
        ("— We were never warned, said Anna Berg.", "Anna Berg"),
        ("Anna Berg sighed, then released the following statement: “We were never warned.”", "Anna Berg"),
    ],
)
def test_speakers_of_other_forms(text, speaker, nlp, words):
    said, _ = read(text, nlp, words)
    assert [(s.speaker, s.quote_type) for s in said] == [(speaker, "direct")]


def test_a_transcript_needs_neither_marks_nor_verbs(nlp, words):
    text = "MARIA RUIZ: We lost the bridge.\n\nANNA BERG: When was that?\n\nMARIA RUIZ: On Monday.\n\nANNA BERG: Thank you."
    said, _ = read(text, nlp, words)
    assert [(s.pieces, s.speaker, s.quote_type) for s in said] == [
        (["We lost the bridge."], "MARIA RUIZ", "direct"),
        (["When was that?"], "ANNA BERG", "direct"),
        (["On Monday."], "MARIA RUIZ", "direct"),
        (["Thank you."], "ANNA BERG", "direct"),
    ]


@pytest.mark.parametrize(
    "text", ["Where: the old mill\nWhen: Monday at noon\nCost: nothing", "NOTE: The mill is closed.\n\nRain fell."]
)
def test_a_list_is_no_transcript(text, nlp, words):
    assert told(text, nlp, words) == []


def test_a_quote_goes_on_with_the_speaker_of_the_paragraph_before(nlp, words):
    text = "Maria Ruiz said the council had never warned anybody.\n\n“They knew about the dam for years and kept it quiet.”"
    said, rows = read(text, nlp, words)
    assert [(s.speaker, s.quote_type) for s in said] == [("Maria Ruiz", "indirect"), ("Maria Ruiz", "direct")]
    assert rows.quotes[1].rule == "carried_on"


def test_a_word_leads_on_to_more_of_the_same_speaker(nlp, words):
    said, _ = read("“We lost it,” Maria Ruiz said. Then, “Nobody came to help us for days.”", nlp, words)
    assert [s.speaker for s in said] == ["Maria Ruiz", "Maria Ruiz"]


def test_long_words_that_nobody_introduces_are_a_quote_of_nobody(nlp, words):
    [said], _ = read(
        "THE DAM STORY “The engineers had warned the council for years, and nothing was done about it.” More below.", nlp, words
    )
    assert (said.speaker, said.quote_type) == (None, "direct")


@pytest.mark.parametrize(
    "text",
    [
        # Titles, names, nicknames.
        "Her new novel, “The Long Road Home to the Valley,” sold well.",
        "The film “The Last Bridge Over the Old River” opens on Friday.",
        "The band closed with “Waiting for the Rain to Come.”",
        "Her song, “Rain on the River,” won.",
        "Anna “The Hammer” Berg won the title.",
        "The so-called “Bridge of Sighs and Tears of the North” is closed.",
        "Friday on “Morning Bridge Talk,” Maria Ruiz told a story.",
        # Terms.
        "The word “resilience” comes from Latin.",
        "The term “gig economy” means short contracts.",
        "By “resilience” engineers mean the ability to recover.",
        # Belief and intent.
        "He thinks that the bridge is unsafe.",
        "She believes the council will fold.",
        "Ruiz hopes the bridge will open.",
        "Ruiz knows that the bridge is weak.",
        "Ruiz decided that the bridge should close.",
        "The mayor plans to close the bridge.",
        # Not said.
        "Maria Ruiz refused to comment on “rumours.”",
        "Maria Ruiz denied saying the bridge was safe.",
        "Neither side said the talks had failed.",
        "Nobody said the talks had failed.",
        # No document, no finding; no particle, no verb.
        "Anna Berg found that the door was open.",
        "The mayor fired the engineer.",
    ],
)
def test_what_is_no_speech(text, nlp, words):
    assert told(text, nlp, words) == []


@pytest.mark.parametrize(
    ("text", "lemma", "polarity"),
    [
        ("Maria Ruiz denied that the bridge was closed.", "deny", "denies"),
        ("Maria Ruiz promised that the bridge would open.", "promise", "promises"),
        ("Maria Ruiz conceded the bridge was weak.", "concede", "admits"),
        ("Maria Ruiz demanded that the council resign.", "demand", "demands"),
        ("Maria Ruiz pointed out that the bridge was old.", "point out", "asserts"),
        ("The report found that the bridge was old.", "find", "asserts"),
        ("According to Maria Ruiz, the bridge was old.", "according to", "asserts"),
        ("“Why now?” asked Maria Ruiz.", "ask", "questions"),
        ("“We warned them for years,” Maria Ruiz fired back.", "fire back", "disputes"),
    ],
)
def test_the_cue_leads_to_what_was_done_by_saying(text, lemma, polarity, nlp, words):
    from flows.seeds import read_seeds
    from flows.settings import ROOT

    _, rows = read(text, nlp, words)
    assert [q.cue_lemma for q in rows.quotes] == [lemma]
    [verb] = [row for row in read_seeds(ROOT / "seeds")["reporting_verbs"] if row["lemma"] == lemma]
    assert verb["polarity"] == polarity
