"""Text: what its characters mean, whatever page they stand on. Pure, and knows no page, file or engine."""
