"""What is asked of a model before it goes live: examples, remarks, expected cost."""
