"""Laws of the whole: what holds in every file, declaration, table and route."""
