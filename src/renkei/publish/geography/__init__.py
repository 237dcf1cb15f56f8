"""The map of Japan and the pages of regions: who is where, who works with whom across prefectures, and what is missing."""
