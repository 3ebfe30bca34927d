"""What the law was, for whom, on a day."""
