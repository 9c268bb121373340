"""Where things are and what holds: defaults, overridden by environment variables `WIREHOUSE_*`, overridden by flags."""

from pathlib import Path
from typing import Final

from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder that holds `seeds/`, `dbt/` and `models/`."""

SHIPPED: Final = {"standard": ROOT / "models" / "wirehouse_news_md", "fast": ROOT / "models" / "wirehouse_news_sm"}
"""Our own language pipelines: the transformer, and smaller networks that are about twice as fast and find fewer names."""


class Settings(BaseSettings):
    """What a run needs to know. Each field can be set by the environment variable `WIREHOUSE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="WIREHOUSE_", extra="forbid", frozen=True)

    home: Path = Path("data")
    """All state: the published file, the landing log, work in progress, logs."""
    seeds: Path = ROOT / "seeds"
    dbt: Path = ROOT / "dbt"
    pipeline: str = "standard"
    """The spaCy pipeline that reads: "standard", "fast", or any other by its folder or its package's name."""
    batch_size: PositiveInt = 500
    """Articles in one batch: one Prefect task and one audit each."""
    max_bytes: PositiveInt = 20_000_000
    """Largest document read or fetched, in bytes; larger ones are rejected."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may be fetched although their address is private: "localhost:8000", "feeds.internal"."""

    contact: str = Field(default="", pattern=r"^[\x21-\x7e]{0,200}$")
    """Who fetches: a URL or mail address that is told to every server asked, as honest crawlers do."""

    @property
    def warehouse(self) -> Path:
        """The published file."""
        return self.home / "wirehouse.duckdb"

    @property
    def waiting(self) -> Path:
        """A finished file that is not published yet: for an instant of every publish, or while the published one cannot be replaced."""
        return self.home / "wirehouse.next.duckdb"

    @property
    def newest(self) -> Path:
        """What a run builds on: the waiting file where there is one, which is always the newer, else the published one."""
        return self.waiting if self.waiting.exists() else self.warehouse

    @property
    def landing(self) -> Path:
        """The replay log."""
        return self.home / "landing"
