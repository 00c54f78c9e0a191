"""The letters of the EHC process: the council's own words around the sentences the law wants, sent as PDF and Word."""
