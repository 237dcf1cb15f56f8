"""The ontology as Python sees it: closed namespaces, and the shapes read into table schemas."""
