"""HOW text becomes rows.

In: values only (raw documents, spaCy Docs, a lexicon). Out: values only (cleaned articles or rejections, rows of `schemas`).
Pure functions: no network, no disk, no clock, no DuckDB, no Prefect, no Great Expectations. Imports `schemas`, spacy, pandas, and
parsers that work on bytes (trafilatura).
"""
