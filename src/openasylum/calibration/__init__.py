"""Is it right: how far results turn on what is assumed, and how well the model forecasts."""
