"""The lists of things."""
