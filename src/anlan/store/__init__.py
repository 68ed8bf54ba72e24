"""One door to the data: journal of facts, views of it, followers, lake."""
