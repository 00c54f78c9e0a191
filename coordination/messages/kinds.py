"""The kinds of message there are: one text file each in ``templates/emails``, one sentence and a link to sign in.

A template may use ``link`` and the counts and times it is given, nothing else: nobody's name, no place, no kind of
meeting. See ``operations.queue_mail``.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """``words``: how a list calls it. ``secret``: its body opens an account, and is not kept once it was sent."""

    words: str
    secret: bool = False


KINDS: dict[str, Kind] = {
    # accounts
    "account_invitation": Kind("Invitation to choose a password", secret=True),
    "password_link": Kind("Link to choose another password", secret=True),
    "sign_in_changed": Kind("Notice that a way of signing in changed"),
    "role_waiting": Kind("A role waits for a second administrator"),
    "address_waiting": Kind("An address waits for a second administrator"),
    "address_asked": Kind("Notice that somebody asks to change an address"),
    "work_left": Kind("People who left still held work"),
    # the team
    "team_joined": Kind("Joined a team"),
    "team_left": Kind("Left a team"),
    "second_look": Kind("A second person has to look before something is sent"),
    "access_waiting": Kind("A request to open parts of a record waits"),
    "access_given": Kind("Parts of a record were opened"),
    "access_changed": Kind("Who may see a record changed"),
    "overseer_kept_out": Kind("A privacy or reviewing officer was kept from a record"),
    "record_opened": Kind("A record was opened by somebody outside its team"),
    "access_reviews_due": Kind("Records opened outside their team wait to be reviewed"),
    "concern_waiting": Kind("A concern waits to be read"),
    "consent_withdrawn": Kind("Consent was taken back"),
    "handover_waiting": Kind("Work handed over waits for an answer"),
    "dates_due": Kind("Dates need somebody"),
    # the plan
    "action_given": Kind("An action was given"),
    "action_answered": Kind("An action was answered"),
    "action_changed": Kind("An action changed"),
    "actions_due": Kind("Actions fall due"),
    "plan_agreed": Kind("A plan was agreed"),
    # meetings
    "meeting_invited": Kind("Invitation to a meeting"),
    "meeting_moved": Kind("A meeting moved"),
    "meeting_cancelled": Kind("A meeting is off"),
    "meeting_part_changed": Kind("One part of a meeting moved or is off"),
    "meeting_views_wanted": Kind("Views wanted before a meeting"),
    "meeting_record_ready": Kind("The record of a meeting is ready"),
    # one-time links
    "link_contribution": Kind("One-time link to contribute to a meeting", secret=True),
    "link_action": Kind("One-time link about an action", secret=True),
    "link_advice": Kind("One-time link to give advice", secret=True),
    "link_consultation": Kind("One-time link to answer about a place", secret=True),
    "link_code": Kind("Code that opens a one-time link", secret=True),
    # EHC
    "ehc_request": Kind("A request waits for the service"),
    "advice_asked": Kind("Advice is wanted"),
    "advice_reminder": Kind("Advice is still wanted"),
    "consultation_asked": Kind("An answer about a place is wanted"),
    "consultation_reminder": Kind("An answer about a place is still wanted"),
    # school
    "school_news": Kind("Something happened at school"),
    # paper and words
    "document_ready": Kind("Something to read is ready"),
    "document_newer": Kind("Something to read has a newer version"),
    "document_reminder": Kind("Something to read waits to be read"),
    "document_taken_back": Kind("Something that was sent by mistake was taken back"),
    "view_answered": Kind("Something they said was answered"),
    "message_waiting": Kind("A message waits to be read"),
    "something_new": Kind("Something new to see"),
    "digest": Kind("How much changed"),
}
