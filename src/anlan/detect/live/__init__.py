"""Detection that follows the journal."""
