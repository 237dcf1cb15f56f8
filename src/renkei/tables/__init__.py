"""Tables: files read into typed rows that remember their cell."""
