"""python -m openasylum."""

import sys

from openasylum.cli import main

if __name__ == "__main__":
    sys.exit(main())
