"""The strategy: frameworks (cadres), axes, dispositifs, figures, funding and announced totals."""
