"""Each printed form's reading: form name -> (match, context) -> days."""

from typing import Final

from transforms.dates import counted, fixed, recurring
from transforms.dates.context import Resolver

RESOLVERS: Final[dict[str, Resolver]] = {
    "parted": fixed.parted,
    "pair": fixed.pair,
    "month_day": recurring.month_day,
    "day_month": recurring.month_day,
    "month": recurring.month,
    "nth_weekday": recurring.nth_weekday,
    "quarter": fixed.quarter,
    "q": fixed.quarter,
    "decade": fixed.decade,
    "decade_name": fixed.decade,
    "century": fixed.century,
    "season": recurring.season,
    "holiday": recurring.holiday,
    "year_span": fixed.year_span,
    "year": fixed.year,
    "days_of_month": counted.days_of_month,
    "month_with_days": counted.days_of_month,
    "unit_end": counted.unit_end,
    "ago": counted.ago,
    "hence": counted.hence,
    "within": counted.within,
    "weekend": counted.weekend,
    "after_next": counted.after_next,
    "period": counted.period,
    "to_date": counted.to_date,
    "week_number": fixed.week_number,
    "day": counted.day,
    "week_day": counted.week_day,
    "weekday": recurring.weekday,
    "nth_day": recurring.nth_day,
    "the_unit": counted.the_unit,
    "now": counted.now,
}
