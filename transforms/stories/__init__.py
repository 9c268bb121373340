"""Which articles are copies of one story: wire copy printed by many, also where it was edited.

In: a revision's text (`signatures`); then, for the whole warehouse at once, the signatures (`copies`, `clusters`). Out: a
`StorySignature` row; pairs of texts that are copies; the story of every article. Nothing depends on order.

MinHash is written out here and not taken from a library, since its values are stored: they must be the same bits in ten years, whatever
was upgraded meanwhile, and what remains of it is a dozen lines of numpy.
"""
