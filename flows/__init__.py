"""WHEN and WHERE: every side effect.

In: paths and URLs from the command line or a schedule. Out: the landing log and the published warehouse file.
Network code lives in `flows.sources` only, DuckDB in `flows.warehouse*` only, Great Expectations in `flows.audit` only, model loading
in `flows.language` only. Modules with a Prefect flow hold wiring, not logic.
"""
