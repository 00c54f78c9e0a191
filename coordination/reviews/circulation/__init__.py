"""Sending a review's record out: who gets which version and how, who has read it, and what is still outstanding.

``recipients`` says whom there is and what each may be given; ``sending`` keeps what somebody chose, and decides again
when the job runs; ``reminding`` asks once; ``leaving_out`` counts what a version does not hold; ``pages`` words it.
"""
