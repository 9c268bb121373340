"""What is due when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InputError, UsageError
from flows.schedule import Job, Journal, chosen, jobs, last_time, next_time, slug, zone_of
from flows.settings import Settings

HEADER = "source_id,name,kind,url,country,language,schedule,politeness\n"
LISTED = HEADER + "\n".join(
    [
        "a,A,feed,https://a.example/rss,GB,en,*/30 * * * *,",
        "b,B,feed,https://b.example/rss,GB,en,0 6 * * MON-FRI,",
        "c,C,feed,https://c.example/rss,GB,en,*/30  *  * * *,",
        "d,D,feed,https://d.example/rss,GB,en,,",
    ]
)
UTC_ZONE = ZoneInfo("UTC")


def settings(folder: Path, sources: str = LISTED, **wishes: str) -> Settings:
    (folder / "sources.csv").write_text(sources, encoding="utf-8")
    return Settings(home=folder / "home", seeds=folder, **wishes)  # type: ignore[arg-type]


def test_sources_with_one_schedule_are_one_job_and_those_without_are_none(tmp_path: Path) -> None:
    ingestion = [job for job in jobs(settings(tmp_path)) if job.flow == "ingest"]
    assert [(job.cron, job.about) for job in ingestion] == [("*/30 * * * *", "a, c"), ("0 6 * * MON-FRI", "b")]
    assert [[i.given.source_id for i in chosen(settings(tmp_path), job.cron, None)] for job in ingestion] == [["a", "c"], ["b"]]
    assert len({job.name for job in ingestion}) == 2


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, ["ingest", "ingest", "compact", "report", "backfill"]),
        ({"serve_ingest": "off", "serve_report": "off"}, ["compact", "backfill"]),
        ({"serve_ingest": "0 * * * *", "serve_compact": "off"}, ["ingest", "report", "backfill"]),
        (dict.fromkeys(["serve_ingest", "serve_compact", "serve_report", "serve_backfill"], "off"), []),
    ],
)
def test_settings_move_jobs_and_switch_them_off(tmp_path: Path, wishes: dict[str, str], expected: list[str]) -> None:
    assert [job.flow for job in jobs(settings(tmp_path, **wishes))] == expected


def test_one_schedule_for_all_sources_reads_also_those_without_one(tmp_path: Path) -> None:
    (job,) = [j for j in jobs(settings(tmp_path, serve_ingest="5 * * * *")) if j.flow == "ingest"]
    assert (job.cron, job.parameters) == ("5 * * * *", {})
    assert len(chosen(settings(tmp_path), "", None)) == 4
    assert [i.given.source_id for i in chosen(settings(tmp_path), "", ["d", "b"])] == ["b", "d"]
    with pytest.raises(UsageError, match="nobody: not in"):
        chosen(settings(tmp_path), "", ["nobody"])


@pytest.mark.parametrize("cron", ["99 * * * *", "0 0 31 2 *", "hourly", "* * * *", "", "0 0 * * * *"])
def test_a_schedule_that_never_comes_is_refused(tmp_path: Path, cron: str) -> None:
    with pytest.raises(UsageError, match=r"serve_compact: .* never comes"):
        jobs(settings(tmp_path, serve_compact=cron))


def test_a_source_whose_schedule_never_comes_is_named_by_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sources.csv, row 2: '0 25 \* \* \*' never comes"):
        jobs(settings(tmp_path, LISTED.replace("0 6 * * MON-FRI", "0 25 * * *")))


def test_a_time_zone_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Mars/Base"):
        zone_of(settings(tmp_path, serve_timezone="Mars/Base"))


def job(cron: str, flow: str = "ingest") -> Job:
    return Job(flow, flow, cron, {}, "")


@pytest.mark.parametrize(
    ("zone", "now", "last", "following"),
    [
        ("UTC", "2026-03-02T07:00:00+00:00", "2026-03-02T06:00:00+00:00", "2026-03-03T06:00:00+00:00"),
        ("Europe/Berlin", "2026-03-02T05:30:00+00:00", "2026-03-02T05:00:00+00:00", "2026-03-03T05:00:00+00:00"),
        (
            "Europe/Berlin",
            "2026-03-28T12:00:00+00:00",
            "2026-03-28T05:00:00+00:00",
            "2026-03-29T04:00:00+00:00",
        ),  # clocks go forward
    ],
)
def test_times_are_those_of_the_zone(zone: str, now: str, last: str, following: str) -> None:
    at = datetime.fromisoformat(now)
    assert last_time(job("0 6 * * *"), ZoneInfo(zone), at) == datetime.fromisoformat(last)
    assert next_time(job("0 6 * * *"), ZoneInfo(zone), at) == datetime.fromisoformat(following)


@given(st.integers(0, 60 * 24 * 30), st.sampled_from(["*/30 * * * *", "10 3 * * *", "40 3 * * SUN"]))
def test_what_was_missed_is_due_once_however_long_it_was_missed(minutes: int, cron: str) -> None:
    since = datetime(2026, 3, 2, 12, 1, tzinfo=UTC)
    now = since + timedelta(minutes=minutes)
    has_passed = last_time(job(cron), UTC_ZONE, now) > since
    journal = Journal(Path("/nonexistent"))
    journal._until = {"ingest": since}
    assert journal.is_due(job(cron), UTC_ZONE, now) == has_passed
    journal._until = {"ingest": now}  # it begins
    assert not journal.is_due(job(cron), UTC_ZONE, now)


def test_a_new_journal_has_ingestion_due_and_upkeep_not(tmp_path: Path) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    both = [job("0 6 * * *"), job("0 6 * * *", "compact")]
    journal = Journal(tmp_path)
    journal.begin(both, now)
    assert [Journal(tmp_path).is_due(j, UTC_ZONE, now) for j in both] == [True, False]
    assert [Journal(tmp_path).is_due(j, UTC_ZONE, now + timedelta(days=1)) for j in both] == [True, True]


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"until": 3}', '{"until": {"ingest": "soon"}}'])
def test_a_spoiled_journal_is_as_none(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / "schedule.json").write_text(spoiled, encoding="utf-8")
    assert Journal(tmp_path).until(job("0 6 * * *")) is None


def test_schedules_make_names_that_prefect_takes() -> None:
    assert slug("*/30 1-5/2 * * MON") == "every-30_1-5-by-2_any_any_MON"
