"""Measurements that anyone can repeat; each prints ratios to a peer measured in the same run."""
