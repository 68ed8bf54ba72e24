"""Who may read what, for what purpose, until when: pure decisions, each with its reason."""
