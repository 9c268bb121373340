"""One module for each page, each with `show()`: asks `queries`, draws with `parts`, `markup`, `plots` and `graph`."""
