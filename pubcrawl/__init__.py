"""One trustworthy, bilingual dataset of what Canada's AI institutes publish."""

__version__ = "0.1.0"
