"""Analyses of the network: each a pure function from ties (or a store) to a table with headings in Japanese and English."""
