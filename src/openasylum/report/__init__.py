"""Show a run: tables, charts, the self-contained page."""

from openasylum.report.page import write_report
from openasylum.report.tables import Summary, print_summary, summary

__all__ = ["Summary", "print_summary", "summary", "write_report"]
