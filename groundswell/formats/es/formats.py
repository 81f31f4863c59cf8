"""Spanish: Django's, but for a date and time, which it writes too long for a row."""

DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
