"""The verbs of the command line: what each one takes and prints; another package does the work."""
