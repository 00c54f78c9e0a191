"""A calendar invitation says Meeting, a time and a link: nothing that a shared calendar should not show."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from icalendar import Calendar

from coordination import clock
from coordination.messages.invitations import NotAllowed, invitation, refuse_more

UID = UUID("0190b5c0-0000-7000-8000-000000000001")
LINK = "https://coordination.example/reviews/0190b5c0-0000-7000-8000-000000000002"
# A Thursday in summer: 10:00 in London is 9:00 in UTC.
SUMMER = datetime(2026, 7, 16, 10, 0, tzinfo=clock.LONDON)


def event_of(file):
    calendar = Calendar.from_ical(file)
    return calendar, calendar.walk("VEVENT")[0]


class TestAnInvitation:
    def test_it_holds_a_time_and_a_link_and_nothing_else(self):
        calendar, event = event_of(invitation(UID, SUMMER, 90, 0, "REQUEST", LINK))
        assert str(calendar["METHOD"]) == "REQUEST"
        assert event.decoded("DTSTART") == datetime(2026, 7, 16, 9, 0, tzinfo=UTC)
        assert event.decoded("DTEND") == datetime(2026, 7, 16, 10, 30, tzinfo=UTC)
        assert str(event["SUMMARY"]) == "Meeting"
        assert str(event["URL"]) == LINK
        assert set(event) == {
            "UID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "STATUS",
            "CLASS",
            "TRANSP",
            "URL",
        }

    def test_one_that_moves_keeps_its_uid_and_counts_up(self):
        _, first = event_of(invitation(UID, SUMMER, 60, 0, "REQUEST", LINK))
        _, moved = event_of(invitation(UID, SUMMER, 60, 1, "REQUEST", LINK))
        assert str(first["UID"]) == str(moved["UID"])
        assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)

    def test_one_that_is_off_says_so(self):
        calendar, event = event_of(invitation(UID, SUMMER, 60, 2, "CANCEL", LINK))
        assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")

    @pytest.mark.parametrize(
        ("starts_at", "minutes", "sequence", "method"),
        [
            (datetime(2026, 7, 16, 10), 60, 0, "REQUEST"),
            (SUMMER, 0, 0, "REQUEST"),
            (SUMMER, 60, -1, "REQUEST"),
            (SUMMER, 60, 0, "PUBLISH"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, starts_at, minutes, sequence, method):
        with pytest.raises(ValueError):
            invitation(UID, starts_at, minutes, sequence, method, LINK)

    def test_it_passes_the_check_of_every_message(self):
        refuse_more(invitation(UID, SUMMER, 60, 0, "REQUEST", LINK), "REQUEST")

    @pytest.mark.parametrize("method", ["CANCEL", None, "PUBLISH"])
    def test_a_message_that_says_otherwise_does_not(self, method):
        with pytest.raises(NotAllowed):
            refuse_more(invitation(UID, SUMMER, 60, 0, "REQUEST", LINK), method)

    @pytest.mark.parametrize("file", ["", "no calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
    def test_nor_does_what_is_no_invitation(self, file):
        with pytest.raises(NotAllowed):
            refuse_more(file, "REQUEST")
