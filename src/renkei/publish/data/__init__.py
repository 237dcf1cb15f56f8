"""The downloads, their description, and how to cite them."""
