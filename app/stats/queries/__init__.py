"""Counting what the features below hold, in a fixed number of queries."""

from app.stats.queries.statistics import Section, Statistics, statistics

__all__ = ["Section", "Statistics", "statistics"]
