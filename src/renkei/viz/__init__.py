"""Views: layouts, the facts of a thing with their sources, and the network page."""
