"""The work that the Python baselines share, so that they differ in nothing but their framework."""
