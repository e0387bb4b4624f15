"""Which worlds an experiment compares: factors, designs, uncertain worlds, and the table of its points."""
