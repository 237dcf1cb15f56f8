"""Lists of one's own, and other people's open data, made into data sets."""
