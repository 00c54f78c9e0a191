"""The plans that the law asks for in words for families: what each is called, its themes, and the young person's own
questions. Each function words its answer in the language of the page it is asked for.
"""

from coordination.web.languages import gettext as _


def titles() -> dict[str, str]:
    """What each kind of plan is called to the young person it is for."""
    return {
        "pep": _("My education plan"),
        "pathway": _("My pathway plan"),
        "care": _("My care plan"),
        "placement": _("The plan for where I live"),
    }


def titles_for_carers() -> dict[str, str]:
    """What each kind of plan is called to whoever cares for the young person."""
    return {
        "pep": _("Education plan"),
        "pathway": _("Pathway plan"),
        "care": _("Care plan"),
        "placement": _("Placement plan"),
    }


def about() -> dict[str, str]:
    """What each kind of plan is for, in a sentence to the young person."""
    return {
        "pep": _("How school or college helps you learn. There is a new one each term."),
        "pathway": _("How you get ready to live as an adult, and who helps you."),
        "care": _("What the council plans for you, now and later."),
        "placement": _("How things work where you live."),
    }


def themes() -> dict[tuple[str, str], str]:
    """The themes of each kind, by kind and code."""
    return {
        ("pep", "my_page"): _("My page"),
        ("pep", "attainment"): _("What I know and can do"),
        ("pep", "attendance"): _("Being there"),
        ("pep", "needs"): _("What I am good at, and what is harder"),
        ("pep", "targets"): _("What I work for this term"),
        ("pep", "premium"): _("Money for my learning"),
        ("pep", "support"): _("Help at school and at home"),
        ("pep", "ahead"): _("What comes next"),
        ("pathway", "contact_and_support"): _("People who are there for me"),
        ("pathway", "education_training"): _("Learning"),
        ("pathway", "employment"): _("Work, and how I spend my days"),
        ("pathway", "home"): _("My home"),
        ("pathway", "family_social"): _("Family and friends"),
        ("pathway", "practical_skills"): _("Doing things for myself"),
        ("pathway", "money"): _("Money and my papers"),
        ("pathway", "health"): _("My health"),
        ("pathway", "identity"): _("Who I am"),
        ("pathway", "contingency"): _("If things go wrong"),
        ("care", "long_term"): _("The plan for the years to come"),
        ("care", "child_says"): _("What I want"),
        ("care", "health"): _("My health"),
        ("care", "education"): _("Learning"),
        ("care", "development"): _("How I feel"),
        ("care", "identity"): _("Who I am"),
        ("care", "family"): _("Family and friends"),
        ("care", "presentation"): _("How I look and how others see me"),
        ("care", "self_care"): _("Doing things for myself"),
        ("care", "others"): _("What my parents and others say"),
        ("care", "safety"): _("Staying safe"),
        ("care", "contingency"): _("If things go wrong"),
        ("placement", "day_by_day"): _("Every day"),
        ("placement", "contact"): _("Seeing my family"),
        ("placement", "health"): _("My health"),
        ("placement", "education"): _("School or college"),
        ("placement", "visits"): _("Who visits me, and whom I can ring"),
        ("placement", "decisions"): _("Who decides what"),
        ("placement", "history"): _("Where I come from"),
        ("placement", "ending"): _("How long I stay"),
    }


def questions() -> dict[tuple[str, str], str]:
    """The young person's own questions, by kind and code."""
    return {
        ("pep", "like"): _("What I like about school or college"),
        ("pep", "hard"): _("What is hard"),
        ("pep", "helps"): _("What helps me learn"),
        ("pep", "hopes"): _("What I hope to do"),
        ("pep", "going"): _("How school is going for me, from 0 to 10"),
        ("pathway", "now"): _("Where I am now"),
        ("pathway", "sure_me"): _("How sure I feel about this, from 0 to 10"),
        ("care", "wishes"): _("What I want to happen"),
        ("care", "worries"): _("What I worry about"),
        ("placement", "about_me"): _("What the people I live with should know about me"),
        ("placement", "my_things"): _("What I need to feel at home"),
        ("placement", "my_wishes"): _("Who I want to see and talk to"),
    }


def ends() -> dict[str, tuple[str, str]]:
    """The words at 0 and at 10 of the questions that ask for a number."""
    return {
        "going": (_("Very badly"), _("Very well")),
        "sure_me": (_("Not sure at all"), _("Very sure")),
    }


def agreement() -> dict[str, str]:
    """What the young person said to a plan."""
    return {
        "yes": _("You said yes to it."),
        "part": _("You said yes to a part of it."),
        "no": _("You said no to it."),
        "not_asked": _("Nobody asked you yet."),
    }
