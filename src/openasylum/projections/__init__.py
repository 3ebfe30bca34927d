"""Published projections, executed again from their own inputs and held against what happened."""

from openasylum.projections.library import load_projection, load_projections, projection_names

__all__ = ["load_projection", "load_projections", "projection_names"]
