"""The pages of years' reports: reading, figures and their sources, papers, writing."""

from app.reviews.views import files, life, reading, tracing, writing
from app.reviews.views.section import reviews

__all__ = ["files", "life", "reading", "reviews", "tracing", "writing"]
