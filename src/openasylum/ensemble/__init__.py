"""Runs in number: draws of assumptions and luck, over any executor, kept as they finish."""
