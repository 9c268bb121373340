import pytest

from tests.unit.test_quotes_direct import read


@pytest.mark.parametrize(
    ("text", "pieces", "speaker", "cue"),
    [
        ("Maria Ruiz said that the bridge was gone.", ["that the bridge was gone"], "Maria Ruiz", "said"),
        ("Maria Ruiz said the bridge was gone.", ["the bridge was gone"], "Maria Ruiz", "said"),
        ("The bridge was gone, Maria Ruiz said.", ["The bridge was gone"], "Maria Ruiz", "said"),
        ("Prices, Maria Ruiz said, had doubled since March.", ["Prices", "had doubled since March"], "Maria Ruiz", "said"),
        ("Maria Ruiz told reporters that the bridge was gone.", ["that the bridge was gone"], "Maria Ruiz", "told"),
        ("Maria Ruiz warned that the bridge was weak.", ["that the bridge was weak"], "Maria Ruiz", "warned"),
        ("The bridge was closed, according to two engineers.", ["The bridge was closed"], "two engineers", "according to"),
        ("According to the police, the bridge was closed.", ["the bridge was closed"], "the police", "According to"),
        # Who passes on what another said answers for all of it.
        (
            "The Herald reported that Ruiz had told friends she would leave.",
            ["that Ruiz had told friends she would leave"],
            "The Herald",
            "reported",
        ),
    ],
)
def test_indirect_quotes(text, pieces, speaker, cue, nlp, words):
    said, _ = read(text, nlp, words)
    assert [(s.pieces, s.quote_type, s.speaker, s.cue) for s in said] == [(pieces, "indirect", speaker, cue)]


@pytest.mark.parametrize(
    "text",
    [
        "Maria Ruiz did not say that the bridge was gone.",
        "Maria Ruiz never said that the bridge was gone.",
        "Maria Ruiz would say that the bridge was gone.",
        "If Maria Ruiz says that the bridge is gone, we will leave.",
        "Maria Ruiz refused to say that the bridge was gone.",
        "Maria Ruiz was told that the bridge was gone.",
    ],
)
def test_what_was_not_said_is_no_quote(text, nlp, words):
    assert read(text, nlp, words)[0] == []


def test_marks_inside_make_it_mixed(nlp, words):
    said, _ = read("Maria Ruiz said that the bridge was “gone for good” and that nobody cared.", nlp, words)
    assert [(s.pieces, s.quote_type) for s in said] == [(["that the bridge was “gone for good” and that nobody cared"], "mixed")]


def test_a_participle_goes_on_with_the_same_speaker(nlp, words):
    said, _ = read("“We lost the bridge,” Maria Ruiz said, adding that the road was closed.", nlp, words)
    assert [(s.pieces, s.quote_type, s.speaker, s.cue) for s in said] == [
        (["“We lost the bridge,”"], "direct", "Maria Ruiz", "said"),
        (["that the road was closed"], "indirect", "Maria Ruiz", "adding"),
    ]


def test_two_speakers_of_one_sentence_keep_their_own_words(nlp, words):
    said, _ = read("Maria Ruiz said the bridge was gone, but Anna Berg said the road was open.", nlp, words)
    assert [(s.pieces, s.speaker) for s in said] == [
        (["the bridge was gone"], "Maria Ruiz"),
        (["the road was open"], "Anna Berg"),
    ]
