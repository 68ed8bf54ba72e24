"""What came of models, and what people decide about them."""
