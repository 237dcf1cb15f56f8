"""Same organisation or not: registers, look-up, comparison, blocking, decisions, review."""
