"""What becomes of what a page says: each stage is a pure function from value to value."""
