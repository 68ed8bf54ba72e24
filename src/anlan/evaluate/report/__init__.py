"""The annual report of an index: one document, written as HTML, DOCX, PDF and XLSX.

The same study gives the same bytes: nothing here reads the clock, and what has a time of its own
in a format takes that of the data.
"""
