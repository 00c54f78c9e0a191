"""From a request to a decision: asking, advice, the panel, the officer's page (SEND Regulations 2014, regs 3 to 10)."""
