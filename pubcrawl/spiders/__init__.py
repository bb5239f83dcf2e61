"""One spider a site; `institute.py` alone asks for pages."""
