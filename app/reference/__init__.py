"""Reference data that everything else points at: sources, departments, métropoles."""
