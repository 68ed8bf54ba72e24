"""What is asked of a framework before it may steer anything: remarks and examples."""
