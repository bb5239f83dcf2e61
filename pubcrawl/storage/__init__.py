"""Storage: how bytes reach the disk and come back, whatever they mean."""
