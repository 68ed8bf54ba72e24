"""The machines under the store; the only place that knows a database driver."""
