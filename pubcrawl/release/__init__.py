"""Releases: how records become files that readers can trust."""
