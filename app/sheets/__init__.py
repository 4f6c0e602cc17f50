"""Spreadsheets out (CSV, XLSX, ODS) and in: tables of plain values, nothing of what they mean."""
