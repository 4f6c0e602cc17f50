"""Reading spreadsheets, in the process of its own that `app.sheets.reading` starts."""
