"""The plan, sections A to K: its types, writing, quality, settings asked, drafts, finals (regs 11 to 16, 22 to 28)."""
