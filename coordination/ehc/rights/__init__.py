"""What follows from a plan: mediation and appeals, who holds the rights, ceasing, moving to another council."""
