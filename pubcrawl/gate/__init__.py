"""The gate: what a run is measured by, what is usual, and whether it may replace what readers have."""
