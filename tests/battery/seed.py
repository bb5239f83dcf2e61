"""The seed of every random choice in the battery: the same seed makes the same cases."""

import os

SEED = int(os.environ.get("PUBCRAWL_SEED", "1"))
