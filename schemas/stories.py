"""What copies are found by: one compact signature a revision, computed when it is read."""

from typing import Annotated, NamedTuple

from schemas.columns import RevisionId
from schemas.declare import Check, Column, table
from schemas.ids import ID_PATTERN

WHOLE = Check("signature_is_whole", "signature.isnull() | (signature.str.len() == 1024)", is_structural=True)


@table("core", name="story_signatures", key=("revision_id",), checks=(WHOLE,))
class StorySignature(NamedTuple):
    """One row per revision: what its text is compared by to find copies of a story."""

    revision_id: RevisionId
    text_hash: Annotated[str, Column("Hash of its words alone, in order: the same for exact copies.", pattern=ID_PATTERN)]
    shingle_count: Annotated[int, Column("Different runs of four words in it, its numbers counted apart.", minimum=0)]
    signature: Annotated[
        str | None,
        Column(
            "MinHash of those, 256 values of four hex digits each: the share in which two texts agree estimates the Jaccard "
            "similarity. Null for a text too short to be anything but an exact copy.",
            pattern=r"^[0-9a-f]+$",
        ),
    ]
