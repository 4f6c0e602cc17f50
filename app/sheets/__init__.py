"""Spreadsheets out (CSV, XLSX, ODS) and in: tables of plain values, nothing of what they mean."""

from app.sheets.tables import Cell, Sheet, SheetFormat, sheet_of

__all__ = ["Cell", "Sheet", "SheetFormat", "sheet_of"]
