"""One spider a site; the only code that makes requests is in `institute.py`."""
