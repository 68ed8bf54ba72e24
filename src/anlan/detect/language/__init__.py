"""The declaration of a model, as an officer writes it."""
