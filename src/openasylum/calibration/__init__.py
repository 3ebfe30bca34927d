"""Is it right? The model fitted to official figures, and held against those it has not seen."""
