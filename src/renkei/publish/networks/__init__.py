"""The pages of networks, and the page of one network in a single file."""
