"""A run as one HTML file, to be looked at: figures, plots, and every question with what came of it."""
