"""A name for what the kernel computes, which a change of how it computes leaves as it is."""

RESULTS = "14789a8a4387"
"""The digest of what happens in one small world in which every event happens
(tests/kernel/test_results.py). Draws of assumptions are fitted to results and carry this name: they
are refused once it changes. A faster kernel with the same results keeps it."""
