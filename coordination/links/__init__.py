"""One-time links: one person, one thing, for a while, without signing in.

A link is mailed to an address that is known already and opens with a code mailed to the same address. What follows is a
short session of its own kind, with a cookie that only these pages are sent: everywhere else its holder is a stranger.
"""
