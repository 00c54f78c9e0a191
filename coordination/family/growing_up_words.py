"""The words of the young person's page about growing up, in the language of the page."""

from coordination.web.languages import gettext as _


def strands() -> dict[str, str]:
    """What each strand is called for the young person."""
    return {
        "education": _("Learning"),
        "employment": _("Work"),
        "health": _("My health"),
        "home": _("My home"),
        "money": _("My money"),
        "relationships": _("People who are there for me"),
        "identity": _("My papers"),
        "adult_care": _("Help as an adult"),
    }


def steps() -> dict[str, str]:
    """Each step in plain words, as something the young person has or does in the end."""
    return {
        "ehc_adult_outcomes": _("My EHC plan says what I want as an adult"),
        "course_after_16": _("I have a place to learn after 16"),
        "course_after_18": _("I know what I do after 18: learning or work"),
        "bursary": _("I asked for the money for students from 16 to 19 (bursary)"),
        "careers_talk": _("I talked with somebody about jobs"),
        "work_tried": _("I tried out work for some days"),
        "job_support": _("I have the help I need at work"),
        "annual_health_check": _("I have a health check every year"),
        "chc_checklist": _("We know if the NHS may need to pay for my care as an adult"),
        "chc_eligibility": _("It is decided if the NHS pays for my care as an adult"),
        "camhs_move": _("I know who helps with my feelings after 18"),
        "health_summary": _("I have my own health story on paper"),
        "adult_gp_dentist": _("I have a doctor and a dentist and can book by myself"),
        "staying_put": _("I was asked if I want to stay where I live after 18"),
        "home_after_18": _("I know where I will live at 18"),
        "living_skills": _("I can cook, wash, shop and travel by myself"),
        "bank_account": _("I have my own bank account"),
        "ni_number": _("I have my National Insurance number"),
        "pip_claim": _("I asked for the benefit called PIP"),
        "appointee": _("Somebody helps with my benefits, if I need it"),
        "junior_isa": _("I know about the money saved for me"),
        "income_from_18": _("I know what money I will have from 18"),
        "setting_up_allowance": _("I know what money I get to set up my home"),
        "adult_for_me": _("There is an adult who stays in my life"),
        "family_contact": _("I know whom of my family I see, and how"),
        "birth_certificate": _("I have my birth certificate"),
        "photo_id": _("I have a passport or another ID with my photo"),
        "immigration_status": _("It is clear that I can stay in this country"),
        "right_to_vote": _("I am registered to vote"),
        "care_act_assessment": _("Adult social care asked me what help I need"),
        "carers_assessment": _("Whoever looks after me was asked what help they need"),
        "capacity": _("It is clear who helps me decide"),
        "adult_decision": _("It is decided who helps me after 18"),
    }


def from_18() -> dict[str, str]:
    """What is settled from 18, as questions."""
    return {
        "home": _("Where will I live?"),
        "income": _("What money will I have?"),
        "adult_side": _("Who helps me as an adult?"),
    }


def whats() -> dict[tuple[str, str], str]:
    """What was settled, in plain words."""
    return {
        ("adult_side", "adult_social_care"): _("Adult social care"),
        ("adult_side", "adult_health"): _("Adult health services"),
        ("adult_side", "both"): _("Adult social care and adult health services"),
        ("adult_side", "none"): _("No adult service: they say you will not need one"),
        ("home", "family"): _("With my family"),
        ("home", "staying_put"): _("I stay with my foster carer"),
        ("home", "staying_close"): _("I live close to my children’s home"),
        ("home", "supported"): _("A home with support"),
        ("home", "own"): _("A home of my own"),
        ("home", "adult_placement"): _("A home with care for adults"),
        ("home", "student"): _("A student home"),
        ("home", "other"): _("Another home"),
        ("income", "wages"): _("Wages"),
        ("income", "benefits"): _("Benefits"),
        ("income", "student"): _("Money for students"),
        ("income", "family"): _("From my family"),
        ("income", "council"): _("From the council, for now"),
        ("income", "other"): _("Other money"),
    }


def answers() -> dict[str, str]:
    """What the young person may say of a step."""
    return {
        "right": _("This is right"),
        "help": _("I want help with this"),
        "disagree": _("I do not agree"),
    }


def said() -> dict[str, str]:
    """What they said, as it stands on their page."""
    return {
        "right": _("You said that this is right."),
        "help": _("You asked for help with this."),
        "disagree": _("You do not agree."),
    }
