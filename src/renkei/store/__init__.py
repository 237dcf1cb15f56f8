"""Stores: one protocol, on Oxigraph (on disk or in memory) and on rdflib; store directories in generations."""
