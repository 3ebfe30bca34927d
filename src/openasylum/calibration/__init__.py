"""Is it right, and what would it take: fits, back-tests, sensitivity, and goals reached."""
