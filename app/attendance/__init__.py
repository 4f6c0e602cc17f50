"""The day itself and after: sign-in sheets, badges, check-in, presence, certificates."""
