"""What the law was, for whom, on a day."""

from openasylum.law.day import LawOfDay, law_on
from openasylum.law.resolve import resolve
from openasylum.law.table import Holding
from openasylum.law.timeline import Timeline
from openasylum.law.who import Who
from openasylum.records.library import load_book, load_instruments, load_scenario

__all__ = [
    "Holding",
    "LawOfDay",
    "Timeline",
    "Who",
    "law_on",
    "load_book",
    "load_instruments",
    "load_scenario",
    "resolve",
]
