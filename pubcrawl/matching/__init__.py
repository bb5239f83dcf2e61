"""Matching: which published record each one read is, and which records are one work."""
