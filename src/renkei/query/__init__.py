"""Queries: saved questions, the lexer that binds and guards them, result tables, and why a row is in the answer."""
