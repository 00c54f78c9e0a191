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


def themes_for_carers() -> dict[tuple[str, str], str]:
    """The themes of each kind to whoever cares for the young person, by kind and code."""
    return {
        ("pep", "my_page"): _("In their own words"),
        ("pep", "attainment"): _("What they know and can do"),
        ("pep", "attendance"): _("Being there"),
        ("pep", "needs"): _("What they are good at, and what is harder"),
        ("pep", "targets"): _("What they work for this term"),
        ("pep", "premium"): _("Money for learning"),
        ("pep", "support"): _("Help at school and at home"),
        ("pep", "ahead"): _("What comes next"),
        ("pathway", "contact_and_support"): _("People who are there for them"),
        ("pathway", "education_training"): _("Learning"),
        ("pathway", "employment"): _("Work, and how days are spent"),
        ("pathway", "home"): _("Home"),
        ("pathway", "family_social"): _("Family and friends"),
        ("pathway", "practical_skills"): _("Doing things for themselves"),
        ("pathway", "money"): _("Money and papers"),
        ("pathway", "health"): _("Health"),
        ("pathway", "identity"): _("Who they are"),
        ("pathway", "contingency"): _("If things go wrong"),
        ("care", "long_term"): _("The plan for the years to come"),
        ("care", "child_says"): _("What they want"),
        ("care", "health"): _("Health"),
        ("care", "education"): _("Learning"),
        ("care", "development"): _("How they feel"),
        ("care", "identity"): _("Who they are"),
        ("care", "family"): _("Family and friends"),
        ("care", "presentation"): _("How they look and how others see them"),
        ("care", "self_care"): _("Doing things for themselves"),
        ("care", "others"): _("What parents and others say"),
        ("care", "safety"): _("Staying safe"),
        ("care", "contingency"): _("If things go wrong"),
        ("placement", "day_by_day"): _("Every day"),
        ("placement", "contact"): _("Seeing family"),
        ("placement", "health"): _("Health"),
        ("placement", "education"): _("School or college"),
        ("placement", "visits"): _("Who visits, and whom to ring"),
        ("placement", "decisions"): _("Who decides what"),
        ("placement", "history"): _("Where they come from"),
        ("placement", "ending"): _("How long they stay"),
    }


def asked_of_workers() -> dict[tuple[str, str, str], str]:
    """What workers are asked, in short words for anybody of the family: by kind, theme and code of the question. What
    every theme of a kind asks has no theme."""
    return {
        ("pathway", "", "strengths"): _("What is strong"),
        ("pathway", "", "need"): _("What is needed"),
        ("pathway", "", "goal"): _("The goal"),
        ("pathway", "", "what_if"): _("What if it goes wrong"),
        ("pathway", "", "sure_adviser"): _("How sure the adviser is, from 0 to 10"),
        ("pathway", "home", "suitable"): _("Is it a good place to live?"),
        ("pathway", "money", "papers"): _(
            "Papers that are there: birth certificate, passport, National Insurance number, licence"
        ),
        ("care", "long_term", "plan"): _("How and where to grow up"),
        ("care", "long_term", "permanence"): _("The home to stay in"),
        ("care", "long_term", "steps"): _("The steps there, and by when"),
        ("care", "long_term", "other_plan"): _("The other plan, if this one cannot be"),
        ("care", "child_says", "regard"): _("How these wishes were weighed"),
        ("care", "health", "state"): _("Health now"),
        ("care", "health", "history"): _("Health before"),
        ("care", "health", "arrangements"): _("Doctor, dentist, treatment: who sees to it"),
        ("care", "education", "history"): _("School until now"),
        ("care", "education", "arrangements"): _("School and free time now"),
        ("care", "development", "needs"): _("What is needed"),
        ("care", "development", "met_by"): _("Who helps, and how"),
        ("care", "identity", "needs"): _("Faith, culture, language: what matters"),
        ("care", "identity", "met_by"): _("How the home and others help with it"),
        ("care", "family", "siblings"): _("Brothers and sisters"),
        ("care", "family", "parents"): _("Time with parents"),
        ("care", "family", "others"): _("Others who matter"),
        ("care", "presentation", "needs"): _("What works, and what is needed"),
        ("care", "self_care", "needs"): _("What works, and what is being learnt"),
        ("care", "others", "said"): _("What each of them says"),
        ("care", "others", "regard"): _("How it was weighed"),
        ("care", "safety", "risks"): _("What could do harm"),
        ("care", "safety", "steps"): _("What is done about it"),
        ("care", "contingency", "what_if"): _("What is done if the home or the plan does not work"),
        ("placement", "day_by_day", "routines"): _("Mornings, meals, evenings, nights"),
        ("placement", "day_by_day", "safety"): _("How the home keeps everybody safe, online too"),
        ("placement", "contact", "arrangements"): _("Who, when, where, and with whom"),
        ("placement", "contact", "changes"): _("How a change is agreed, and who tells of it"),
        ("placement", "health", "arrangements"): _("Doctor, dentist, medicines: who does what"),
        ("placement", "health", "consent"): _("Who says yes to treatment"),
        ("placement", "education", "arrangements"): _("School, the way there, and who talks to school"),
        ("placement", "visits", "visits"): _("Who visits, and how often"),
        ("placement", "visits", "between"): _("Whom to ring between visits, day and night"),
        ("placement", "visits", "advocate"): _("The visitor or advocate from outside"),
        ("placement", "decisions", "special"): _("What to know beside the list"),
        ("placement", "history", "history"): _("What matters from before"),
        ("placement", "history", "identity"): _("Faith, culture and language at home"),
        ("placement", "ending", "how_long"): _("How long it is meant to be"),
        ("placement", "ending", "ending"): _("How it would end, and who tells whom"),
        ("placement", "ending", "what_if"): _("If it goes wrong: whom to ring"),
        ("pep", "attainment", "start"): _("At the start of the year"),
        ("pep", "attainment", "now"): _("Now, by subject"),
        ("pep", "attainment", "expected"): _("Compared with others of this age"),
        ("pep", "attainment", "exams"): _("Exams ahead, and help with them"),
        ("pep", "attendance", "percent"): _("Being there this term"),
        ("pep", "attendance", "behind_it"): _("Why days were missed, and what is done"),
        ("pep", "needs", "strengths"): _("Strengths and interests"),
        ("pep", "needs", "needs"): _("What makes learning harder"),
        ("pep", "needs", "wellbeing"): _("Feelings and friends at school"),
        ("pep", "targets", "last"): _("What became of the last targets"),
        ("pep", "targets", "first"): _("First target"),
        ("pep", "targets", "second"): _("Second target"),
        ("pep", "targets", "third"): _("Third target"),
        ("pep", "premium", "amount"): _("How much is asked for this term"),
        ("pep", "premium", "what_for"): _("What it pays for"),
        ("pep", "premium", "difference"): _("What the last money changed"),
        ("pep", "support", "in_school"): _("Help in school: what, how often, with whom"),
        ("pep", "support", "at_home"): _("Help with learning at home"),
        ("pep", "support", "person"): _("Whom to go to at school"),
        ("pep", "ahead", "changes"): _("Changes that come, and how they are prepared"),
        ("pep", "ahead", "aspirations"): _("Aims and the way there"),
    }


def choices() -> dict[str, str]:
    """The answers that workers choose from, by their own words."""
    return {
        "Return home": _("Return home"),
        "Family and friends": _("Family and friends"),
        "Long-term foster care": _("Long-term foster care"),
        "Special guardianship": _("Special guardianship"),
        "Adoption": _("Adoption"),
        "Staying until adulthood, and after": _("Staying until adulthood, and after"),
        "Above": _("Above"),
        "At": _("At"),
        "Below": _("Below"),
        "Far below": _("Far below"),
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
