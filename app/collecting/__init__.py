"""Figures from those who know them: asked by a private link, or read from their spreadsheets."""
