"""The shared record of a child: identity, identifiers, family network, addresses, statements."""
