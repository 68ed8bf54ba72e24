"""What is asked of a study: where a score comes from, how far it holds, what if, and what the data say."""
