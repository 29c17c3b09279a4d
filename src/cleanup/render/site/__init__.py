"""The site report: a batch on one page that needs no server."""
