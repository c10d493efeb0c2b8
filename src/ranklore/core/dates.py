"""Days in UTC."""

from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
