"""One synthetic person's story: what happened, by which rule, by which draw, and to the twin."""
