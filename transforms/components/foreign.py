"""Pipelines that are not ours: their entity labels in our words (DESIGN §6: OntoNotes types)."""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

SAME: Final = {
    "PER": "PERSON",
    "PEOPLE": "PERSON",
    "ORGANIZATION": "ORG",
    "LOCATION": "LOC",
    "FACILITY": "FAC",
    "NATIONALITY": "NORP",
}
"""Labels of other schemes that mean one of OntoNotes' types. Labels that stand for neither (MISC, CARDINAL) stay, and are not read."""


@Language.component("adopt_labels", assigns=["doc.ents"])
def adopt_labels(doc: Doc) -> Doc:
    """Rename entity labels of other schemes."""
    doc.ents = tuple(Span(doc, e.start, e.end, label=SAME.get(e.label_, e.label_)) for e in doc.ents)
    return doc


def adopt(nlp: Language) -> Language:
    """Add the renaming to a pipeline that needs it. Changes it in place."""
    finders = [name for name in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(name).assigns]
    labels = {label for name in finders for label in getattr(nlp.get_pipe(name), "labels", ())}
    if labels & set(SAME) and "adopt_labels" not in nlp.pipe_names:
        nlp.add_pipe("adopt_labels", last=True)
    return nlp
