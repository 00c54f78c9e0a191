"""How settled a child's home is: signs with their evidence, the plan for permanence, family time, moves."""
