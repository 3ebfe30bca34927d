"""Is the model right: assumptions estimated from official series, and how well that can be done."""
