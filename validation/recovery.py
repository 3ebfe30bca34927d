"""Are parameters recovered from the model's own data (P5)? Writes validation/recovery.md."""

import sys

from openasylum.cli import main

TRIALS = "60"

if __name__ == "__main__":
    sys.exit(main(["calibrate", "--recover", TRIALS, "--out", "runs/recovery", "--ship"]))
