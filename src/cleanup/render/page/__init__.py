"""The page on which an article is read with its changes: a report, or a review that is served."""
