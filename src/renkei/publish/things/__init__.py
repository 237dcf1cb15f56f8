"""The pages of things, and what stands beside them: facts, ties, pictures, data."""
