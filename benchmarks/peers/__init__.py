"""What we are measured against: small programs, each as most people would write it, run in an environment of its own.

They import nothing of ours but each other, know the markup of the generated site by heart, and walk its listing from
page to page as we do.
"""
