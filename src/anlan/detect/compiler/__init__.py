"""From a declaration to a plan, or a refusal that teaches."""
