"""Registering others: colleagues, people without an address, a spreadsheet; passing a seat."""
