"""Record of the scoreboard that the package ships: which command made it, and of what."""

from datetime import date

from pydantic import Field

from openasylum.records.reader import Record


class BoardRecord(Record):
    """How the tables of a scoreboard were made."""

    made_by: str
    origins: tuple[date, ...] = Field(min_length=1)
    series: tuple[str, ...] = Field(min_length=1)
