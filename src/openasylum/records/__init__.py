"""Facts on disk to checked, frozen values."""
