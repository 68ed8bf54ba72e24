"""What the data say about a framework: which parts agree, which say nothing, which say it twice.

Values [rows, columns] with NaN where nothing is known; two columns are compared over the rows
that have both.
"""
