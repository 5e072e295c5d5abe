"""What a state's own system may do: propose, and nothing else."""
