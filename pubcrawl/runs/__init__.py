"""Runs: what a run is asked to do, and what it keeps on disk while it reads."""
