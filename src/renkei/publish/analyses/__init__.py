"""The pages of analyses with their pictures."""
