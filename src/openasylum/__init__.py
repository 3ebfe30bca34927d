"""An open, executable model of the U.S. asylum system."""

__version__ = "0.1.0"
