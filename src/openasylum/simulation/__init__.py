"""A scenario, run: arrivals, encode, simulate, compare, result."""
