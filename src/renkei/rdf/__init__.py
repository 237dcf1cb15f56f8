"""RDF: IRIs, rows made into quads, canonical output."""
