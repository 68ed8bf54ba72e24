"""One file per resource. Every route names the permission it needs."""
