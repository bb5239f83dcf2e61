"""Verbs of the command line: what each takes and prints; what it does is a module elsewhere."""
