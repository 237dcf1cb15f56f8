"""Japanese text: folding, era dates."""
