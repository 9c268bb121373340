"""How the tokenizer of our pipeline differs from spaCy's English one."""

from collections.abc import Callable
from typing import Any, Final

from spacy.language import Language
from spacy.util import compile_infix_regex, registry

AFTER_ABBREVIATION: Final = r"(?<=[a-zA-Z]\.)(?:-|–)(?=[a-zA-Z])"
"""The hyphen of "U.S.-led", which spaCy leaves inside one token, so that no name can be found in it."""


def split_abbreviated_compounds(nlp: Language) -> Language:
    """Let the pipeline's tokenizer split "U.S.-led" into "U.S.", "-", "led". Changes it in place."""
    infixes = [*(nlp.Defaults.infixes or ()), AFTER_ABBREVIATION]
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp


@registry.callbacks("wirehouse.tokenizer.v1")  # type: ignore[untyped-decorator]
def tokenizer_callback() -> Callable[[Language], Language]:
    """The same for training configurations (`[initialize.before_init]`)."""
    return split_abbreviated_compounds
