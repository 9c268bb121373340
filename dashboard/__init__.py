"""The web page over the published warehouse.

In: the published file, opened read-only for each query and closed after it, so that no run ever waits for a reader and each query sees
the newest file; the state of the page, which is all in its URL. Out: HTML. Everything that comes from an article is hostile: it reaches
the page escaped (`markup.py`) or as a cell of a table, never as Markdown; links lead to http(s) only.

Imports `flows` to ask the warehouse, and is imported by nobody: `wirehouse dashboard` gives Streamlit the path of `app.py`.
All SQL stands in `queries.py`; `views/` holds one module for each page.
"""
