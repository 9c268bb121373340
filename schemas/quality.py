"""What each run's rows looked like as a whole: what later runs are compared with."""

from typing import Annotated, NamedTuple

from schemas.columns import RunId
from schemas.declare import Column, table


@table("ops", name="run_metrics", key=("run_id", "table_name", "metric_name", "column_name"), written="logged")
class RunMetric(NamedTuple):
    """One row per run and metric: a count, mean or share over the rows of the articles that the run read."""

    run_id: RunId
    table_name: Annotated[str, Column("Table it is about.")]
    metric_name: Annotated[
        str,
        Column(
            "rows; rows_per_article; mean of a column; null_share of a column; share_<value>: rows with that value of a column; "
            "mean_length of a text; of documents: fault_share and rejection_share; of findings: per_article.",
            pattern=r"^[a-z_]+$",
        ),
    ]
    column_name: Annotated[str, Column("Column it is about; empty where it is about whole rows.")]
    value: Annotated[float, Column("The value.")]
