"""Networks: SPARQL result tables made into plain networkx graphs with documented attributes."""
