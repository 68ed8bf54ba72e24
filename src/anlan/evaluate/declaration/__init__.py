"""The declaration of an index, as its authors write it: the tree, its measures, where they come from."""
