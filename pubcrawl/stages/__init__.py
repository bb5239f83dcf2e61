"""The stages turn what a page says into what we publish; each is a pure function from value to value."""
