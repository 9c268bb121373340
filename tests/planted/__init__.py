"""Planted faults: small named ways to spoil the rows of a clean sample, each classed before anything was measured.

structural: a type, key, null, range, reference, span, order or count is broken, or rows that must agree by construction do not.
semantic: every row is well formed, and what it says is not what the article says.

`batches` and `articles` spoil the frames of one batch before the audit; `warehouses` spoils a built warehouse before the checks.
"""

from tests.planted import articles, counting, fresh, people, quoting, warehouses  # noqa: F401  each adds its faults
from tests.planted.faults import BATCH_FAULTS, WAREHOUSE_FAULTS, Batch, BatchFault, WarehouseFault

__all__ = ["BATCH_FAULTS", "WAREHOUSE_FAULTS", "Batch", "BatchFault", "WarehouseFault"]
