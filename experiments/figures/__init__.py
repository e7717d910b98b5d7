"""Figures of a study as plain dictionaries {"data", "layout"}, drawn alike on screen and on paper.

One figure per file, each a function of `Results`; its `layout.meta` carries caption, unit and source.
"""
