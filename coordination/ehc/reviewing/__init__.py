"""The annual review of a plan: the meeting's sheet, the report, the decision (regs 2, 18 to 21)."""
