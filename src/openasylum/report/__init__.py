"""Show a run: tables, charts, the self-contained page."""
