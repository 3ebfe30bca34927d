"""Forecasts: what was known on a day, simple methods to beat, scores, and the scoreboard."""
