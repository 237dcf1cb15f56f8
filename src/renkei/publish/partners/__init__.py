"""The pages of partners, and the index that the search by need reads."""
