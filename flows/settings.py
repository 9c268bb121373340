"""Where things are and what holds: defaults, overridden by files, by environment variables `WIREHOUSE_*`, by flags, in this order."""

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.configuration import FileSource
from flows.places import Lake, Place

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder that holds `seeds/`, `dbt/` and `models/`."""

SHIPPED: Final = {"standard": ROOT / "models" / "wirehouse_news_md", "fast": ROOT / "models" / "wirehouse_news_sm"}
"""Our own language pipelines: the transformer, and smaller networks that are about twice as fast and find fewer names."""


class Settings(BaseSettings):
    """What a run needs to know. Each field can be set by a `wirehouse.toml` and by the environment variable `WIREHOUSE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="WIREHOUSE_", extra="forbid", frozen=True)

    home: Path = Path("data")
    """All state: the published file, the landing log, work in progress, logs."""
    seeds: Path = ROOT / "seeds"
    """The sources and word lists, as CSV."""
    dbt: Path = ROOT / "dbt"
    """The dbt project that makes the views."""
    pipeline: str = "standard"
    """The spaCy pipeline that reads: "standard", "fast", or any other by its folder or its package's name."""
    batch_size: PositiveInt = 500
    """Articles in one batch: one Prefect task and one audit each."""
    publish_every: PositiveInt = 5_000
    """Documents after which a long run publishes what it has: what a kill can cost, and what is held aside at once."""
    workers: NonNegativeInt = 0
    """Processes that clean and read side by side; 0: one for each core, as far as memory goes and the work is worth it."""
    extract_runner: Literal["processes", "dask"] = "processes"
    """Where batches are cleaned and read: by worker processes of this machine, or on a Dask cluster that shares the home folder."""
    dask_address: str = ""
    """The scheduler of that cluster: "tcp://10.0.0.5:8786"."""
    warehouse_kind: Literal["file", "ducklake"] = "file"
    """What is published to: a DuckDB file in the home folder, or a DuckLake, which several machines can read and write."""
    lake_catalog: str = ""
    """The lake's catalog: a PostgreSQL database ("postgresql://wire@db.internal/lake", or as "host=… dbname=…"), or an SQLite file of
    this machine. Default: `lake.sqlite` in the home folder. Passwords are better left to PGPASSWORD or ~/.pgpass."""
    lake_data: str = ""
    """Where the lake's Parquet files are: a folder, or a URL such as "s3://bucket/lake". Default: `lake` in the home folder."""
    max_bytes: PositiveInt = 20_000_000
    """Largest document read or fetched, in bytes; larger ones are rejected."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may be fetched although their address is private: "localhost:8000", "feeds.internal"."""

    max_rejection_share: float = Field(default=0.5, ge=0, le=1)
    """Share of a run's documents from which on rejections that are faults (of ours or of the audit) fail the whole run."""
    history_runs: PositiveInt = 20
    """Earlier runs of the same command that a run is compared with."""
    history_minimum: PositiveInt = 5
    """So many of them there must be; before, nothing is compared."""
    history_articles: PositiveInt = 30
    """Articles from which on a run is compared, and is compared with."""

    contact: str = Field(default="", pattern=r"^[\x21-\x7e]{0,200}$")
    """Who fetches: a URL or mail address that is told to every server asked, as honest crawlers do."""

    search: tuple[Literal["articles", "quotes", "facts"], ...] = ("articles", "quotes", "facts")
    """What is indexed for full text search at each publish; less, or nothing ("[]"), makes publishing quicker."""
    sql_memory: str = Field(default="2GB", pattern=r"(?i)^[0-9.]+ ?[KMGT]i?B$")
    """Memory one query may use; one that needs more fails."""
    sql_seconds: PositiveFloat = 600
    """Time one query may take; then it is stopped."""
    reports: NonNegativeInt = 20
    """Reports that are kept, those of the newest runs; 0: none are written."""
    data_docs: bool = True
    """Whether a report has Great Expectations' Data Docs beside it."""
    openlineage_url: str = Field(default="", pattern=r"^(https?://[\x21-\x7e]{1,500})?$")
    """Where OpenLineage events are posted to, beside the file in the home folder: your own server's URL."""

    serve_ingest: str = "listed"
    """When `serve` reads the sources: "listed" (what sources.csv says of each), "off", or five fields of cron for all at once."""
    serve_compact: str = "10 3 * * *"
    """When `serve` merges the small files of the landing log: five fields of cron, or "off"."""
    serve_report: str = "20 3 * * *"
    """When `serve` writes how the warehouse stands to HOME/reports/: five fields of cron, or "off"."""
    serve_backfill: str = "40 3 * * SUN"
    """When `serve` reads anew what an older pipeline or older rules wrote: five fields of cron, or "off"."""
    serve_timezone: str = "UTC"
    """What the schedules of `serve` count in: a name such as Europe/Berlin."""
    serve_grace: NonNegativeFloat = 60.0
    """How many seconds a run may go on when `serve` is told to stop; then it is stopped, and the next start makes up for it."""
    serve_poll: PositiveFloat = 2.0
    """How many seconds `serve` waits before it asks Prefect again what is due."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What overrides what, the strongest first."""
        return init_settings, env_settings, FileSource(settings_cls)

    @property
    def warehouse(self) -> Path:
        """The published file."""
        return self.home / "wirehouse.duckdb"

    @property
    def published(self) -> Place:
        """What readers read: the published file, or the lake."""
        if self.warehouse_kind == "file":
            return self.warehouse
        return Lake(
            catalog=self.lake_catalog or str((self.home / "lake.sqlite").resolve()),
            data=self.lake_data or str((self.home / "lake").resolve()),
        )

    @property
    def newest(self) -> Place:
        """What a run knows from and builds on: the newest finished file, or the lake."""
        return self.published if isinstance(self.published, Lake) else self.newest_file

    @property
    def waiting(self) -> Path:
        """A finished file that is not published yet: for an instant of every publish, or while the published one cannot be replaced."""
        return self.home / "wirehouse.next.duckdb"

    @property
    def newest_file(self) -> Path:
        """The waiting file where there is one, which is always the newer, else the published one."""
        return self.waiting if self.waiting.exists() else self.warehouse

    @property
    def root(self) -> Path:
        """The folder with the landing log and what a person keeps beside it."""
        return self.home

    @property
    def landing(self) -> Path:
        """The replay log."""
        return self.root / "landing"

    @property
    def reports_folder(self) -> Path:
        """The reports of runs, a folder each."""
        return self.root / "reports"

    def apart(self, name: str) -> "Apart":
        """The same settings for a warehouse of its own, with all its work, in the folder `name` of the home."""
        return Apart(**(self.model_dump() | {"home": self.home / name, "origin": self.home}))


class Apart(Settings):
    """Settings of a warehouse that is made aside, from the landing log of `origin`, and not (yet) the published one."""

    origin: Path = Path("data")

    @property
    def published(self) -> Place:
        """What is made aside is a file."""
        return self.warehouse

    @property
    def root(self) -> Path:
        """The home it is made aside of."""
        return self.origin
