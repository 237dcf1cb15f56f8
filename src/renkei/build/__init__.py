"""Build: data sets, checked, made into quads, completed by rules, and written as a store generation."""
