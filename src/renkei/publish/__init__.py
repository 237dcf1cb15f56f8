"""Publish: the static site, which opens from a web server, a USB stick or a folder."""
