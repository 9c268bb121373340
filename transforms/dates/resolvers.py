"""Each printed form's reading: form name -> (match, context) -> days."""

from typing import Final

from transforms.dates.context import Resolver
from transforms.dates.counted import (
    after_next,
    ago,
    day,
    days_of_month,
    hence,
    period,
    present,
    the_unit,
    to_date,
    unit_end,
    week_day,
    weekend,
    within,
)
from transforms.dates.fixed import century, decade, pair, parted, quarter, week_number, year, year_span
from transforms.dates.recurring import holiday, month, month_day, nth_day, nth_weekday, season, weekday

RESOLVERS: Final[dict[str, Resolver]] = {
    "parted": parted,
    "pair": pair,
    "month_day": month_day,
    "day_month": month_day,
    "month": month,
    "nth_weekday": nth_weekday,
    "quarter": quarter,
    "q": quarter,
    "decade": decade,
    "decade_name": decade,
    "century": century,
    "season": season,
    "holiday": holiday,
    "year_span": year_span,
    "year": year,
    "days_of_month": days_of_month,
    "month_with_days": days_of_month,
    "unit_end": unit_end,
    "ago": ago,
    "hence": hence,
    "within": within,
    "weekend": weekend,
    "after_next": after_next,
    "period": period,
    "to_date": to_date,
    "week_number": week_number,
    "day": day,
    "week_day": week_day,
    "weekday": weekday,
    "nth_day": nth_day,
    "the_unit": the_unit,
    "now": present,
}
