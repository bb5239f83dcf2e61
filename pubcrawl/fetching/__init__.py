"""Fetching: where a spider may go, how fast, what robots.txt says, and when to leave a host alone."""
