"""Every kind of event: the section it belongs to and the words of the chronology."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of event. ``words`` may use the event's facts: ``{name}``; family-facing text is written elsewhere."""

    section: str
    words: str


KINDS: dict[str, Kind] = {
    # the record
    "record_created": Kind("core_identity", "Record opened"),
    "identity_changed": Kind("core_identity", "Name or birth details changed"),
    "identifier_added": Kind("identifiers", "Identifier added"),
    "identifier_changed": Kind("identifiers", "Identifier changed"),
    "address_changed": Kind("contact_details", "Address or contact changed"),
    "profile_changed": Kind("profile", "About me page changed"),
    "network_changed": Kind("family_network", "Family and network changed"),
    "school_changed": Kind("education", "School changed"),
    "sen_need_recorded": Kind("education", "Type of special educational need recorded"),
    "disability_recorded": Kind("health", "Disability recorded"),
    "alert_raised": Kind("alerts", "Alert raised"),
    "alert_changed": Kind("alerts", "Alert changed"),
    "alert_ended": Kind("alerts", "Alert ended"),
    # help
    "referral_received": Kind("social_care", "Referral received"),
    "referral_closed": Kind("social_care", "Referral closed"),
    "assessment_completed": Kind("social_care", "Assessment completed"),
    "case_opened": Kind("support_plan", "Help began: {level}"),
    "case_stepped": Kind("support_plan", "Level of help changed from {from_level} to {level}"),
    "case_closed": Kind("support_plan", "Help ended"),
    "case_reopened": Kind("support_plan", "Help began again"),
    "case_moved": Kind("support_plan", "Another team answers for the help: {team}"),
    "member_joined": Kind("memberships", "{role} joined the team"),
    "member_left": Kind("memberships", "{role} left the team"),
    "lead_changed": Kind("memberships", "Lead practitioner changed"),
    # the plan
    "plan_started": Kind("support_plan", "Plan started"),
    "plan_agreed": Kind("support_plan", "Plan agreed, version {number}"),
    "statement_added": Kind("support_plan", "{what} added to the plan"),
    "statement_changed": Kind("support_plan", "{what} changed"),
    "statement_ended": Kind("support_plan", "{what} taken out of the plan"),
    "action_added": Kind("actions", "Action {number} added"),
    "action_changed": Kind("actions", "Action {number} changed"),
    "action_answered": Kind("actions", "Action {number} {answer}"),
    "action_updated": Kind("actions", "Action {number}: {status}"),
    "action_done": Kind("actions", "Action {number} done"),
    "disagreement_recorded": Kind("support_plan", "Disagreement recorded"),
    # reviews
    "review_planned": Kind("reviews", "Review planned"),
    "review_moved": Kind("reviews", "Review moved"),
    "review_cancelled": Kind("reviews", "Review cancelled"),
    "contribution_received": Kind("reviews", "Contribution to a review received"),
    "contribution_corrected": Kind("reviews", "Contribution to a review corrected"),
    "review_held": Kind("reviews", "Review held"),
    "review_signed": Kind("reviews", "Review record signed"),
    "manager_answered": Kind("reviews", "Manager answered the decisions of a review"),
    "review_circulated": Kind("reviews", "Review record sent out"),
    "review_draft_circulated": Kind("reviews", "Draft of a review record sent out"),
    "looked_after_review_held": Kind("reviews", "Looked-after review held"),
    "decision_made": Kind("reviews", "Decision made"),
    # voice
    "view_recorded": Kind("own_words", "Views recorded"),
    "wish_answered": Kind("own_words", "A wish was answered"),
    "own_page_changed": Kind("profile", "The young person changed how their page looks"),
    "circles_changed": Kind("own_words", "Circles of people changed"),
    "rated_themselves": Kind("own_words", "Said how they are doing"),
    "rated_by_adult": Kind("support_plan", "How they are doing was rated"),
    "trusted_adults_changed": Kind("own_words", "Adults who are there for them changed"),
    # looked after
    "became_looked_after": Kind("placement", "Became looked after"),
    "ceased_being_looked_after": Kind("placement", "Stopped being looked after"),
    "legal_status_changed": Kind("legal", "Legal status changed"),
    "placement_started": Kind("placement", "Placement started"),
    "placement_ended": Kind("placement", "Placement ended"),
    "delegated_authority_changed": Kind("placement", "Delegated authority agreed or changed ({decisions})"),
    "carer_told": Kind("placement", "What the carer was told before the move recorded ({items})"),
    "carer_said_told": Kind("carer_record", "The carer said what they were told before the move"),
    "diary_written": Kind("carer_record", "The carer wrote in their diary"),
    "carer_said_how_they_are": Kind("carer_record", "The carer said how they are"),
    "daily_health_changed": Kind("health", "Daily health needs changed"),
    "routines_changed": Kind("profile", "Routines changed"),
    "statutory_visit_made": Kind("social_care", "Visit made"),
    "went_missing": Kind("protection_plan", "Missing"),
    "child_in_need_plan_started": Kind("social_care", "Child in need plan started"),
    "protection_plan_started": Kind("protection_plan", "Child protection plan started"),
    "protection_plan_ended": Kind("protection_plan", "Child protection plan ended"),
    # EHC
    "ehc_request_received": Kind("ehc_plan", "EHC needs assessment asked for"),
    "ehc_request_withdrawn": Kind("ehc_plan", "EHC request withdrawn"),
    "ehc_responsibility_began": Kind("ehc_plan", "Authority became responsible"),
    "ehc_assessment_refused": Kind("ehc_plan", "EHC needs assessment refused"),
    "ehc_plan_refused": Kind("ehc_plan", "EHC plan refused"),
    "ehc_plan_issued": Kind("ehc_plan", "EHC plan issued"),
    "ehc_plan_ceased": Kind("ehc_plan", "EHC plan ended"),
    "ehc_plan_transferred": Kind("ehc_plan", "EHC plan transferred"),
    "ehc_review_completed": Kind("ehc_plan", "EHC annual review completed"),
    # school
    "sen_cycle_started": Kind("sen_support", "SEN Support: cycle {number} began"),
    "sen_cycle_changed": Kind("sen_support", "SEN Support: cycle {number} changed"),
    "sen_line_added": Kind("sen_support", "SEN Support: {what} added"),
    "sen_line_changed": Kind("sen_support", "SEN Support: {what} changed"),
    "sen_line_ended": Kind("sen_support", "SEN Support: {what} taken out"),
    "sen_cycle_reviewed": Kind("sen_support", "SEN Support: cycle {number} reviewed"),
    "sen_cycle_shared": Kind("sen_support", "SEN Support: the parents’ sheet was made"),
    "attendance_recorded": Kind("education", "Attendance {percent}%"),
    "suspended": Kind("education", "Suspended from school: {days} days"),
    "excluded": Kind("education", "Permanently excluded from school"),
    "part_time_timetable_began": Kind("education", "Part-time timetable began"),
    "school_move_told": Kind("education", "School told of a move"),
    "school_news_taken_back": Kind("education", "Taken back by the school: {what}"),
    # paper
    "document_issued": Kind("sharing_decisions", "Document issued: {what}"),
    "document_withdrawn": Kind("sharing_decisions", "Document taken back: {what}"),
}
