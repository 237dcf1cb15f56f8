"""Partner matching: who should work with whom, for which reasons, and through whom."""
