"""What Kai's plans say that the law asks for, and what the virtual school found in the first of his education plans."""

from typing import Any

# What stands in Kai's personal education plan of his first term in care; what is different in the one of this term.
FIRST_PEP: dict[str, dict[str, Any]] = {
    "my_page": {
        "like": "Food technology. I am good at it.",
        "hard": "Writing for an hour. Loud places.",
        "helps": "When they tell me before what comes next.",
        "hopes": "To be a chef, or to drive for a living.",
        "going": 5,
    },
    "attainment": {
        "start": "English grade 4, mathematics grade 3, food technology grade 6 in year 11.",
        "now": "Resits mathematics. On course in food technology and English.",
        "expected": "below",
    },
    "attendance": {"percent": "78.5", "behind_it": "Leaves at lunch, which is loud. Mornings are good."},
    "needs": {
        "strengths": "Cooks, looks after younger students, knows what he wants.",
        "needs": "Short term: mathematics. Long term: writing at length.",
    },
    "targets": {
        "first": "Mathematics: passes two of the three practice papers by the end of term.",
        "second": "Attendance: stays on site at lunch four days of five.",
    },
    "premium": {"amount": "700", "what_for": "A mathematics tutor, an hour a week at home."},
    "support": {
        "in_school": "Study place in the library in free periods.",
        "at_home": "A desk in his room. Denise asks about college at supper.",
        "person": "Hannah Doyle",
    },
}
THIS_PEP: dict[str, dict[str, Any]] = {
    "my_page": {"like": "Food technology, and the library when nobody is there.", "going": 7},
    "attainment": {"now": "Passed mathematics with a 4. On course for a merit in catering.", "expected": "at"},
    "attendance": {"percent": "91", "behind_it": "Eats in the library on Mondays and Thursdays, and stays."},
    "targets": {
        "last": "Passed two practice papers. Stayed on site three days of five.",
        "first": "Catering: plans and cooks a meal for ten by the end of term.",
        "second": "Writing: hands in two pages by himself, twice.",
    },
    "premium": {
        "amount": "850",
        "what_for": "Chef’s knives and whites, and the tutor until half term.",
        "difference": "The tutor: mathematics from 3 to 4.",
    },
    "ahead": {
        "changes": "The second year of the course from September.",
        "aspirations": "An apprenticeship in a kitchen. Work experience is being found.",
    },
}
# What stands in Kai's care plan and in the plan of his placement with Denise.
CARE: dict[str, dict[str, Any]] = {
    "long_term": {
        "plan": "Kai stays with Denise until he is 18, and may stay on after.",
        "permanence": "adulthood",
        "steps": "Staying put is agreed with Denise by his 18th birthday. His adviser works with him from now.",
        "other_plan": "If it cannot be: supported lodgings in the same town, so that college goes on.",
    },
    "child_says": {
        "wishes": "To stay here. To see Nan.",
        "worries": "That somebody decides about me when I turn 18.",
        "regard": "His wish to stay is the plan. Visits to his grandmother are fortnightly.",
    },
    "health": {
        "state": "Well. Asthma, and an allergy to nuts.",
        "arrangements": "Mill Lane practice. Eye test before the summer, which Denise sees to.",
    },
    "education": {"arrangements": "Stays at Alderbrook sixth form. The personal education plan says more."},
    "development": {
        "needs": "Holds worry in, then leaves.",
        "met_by": "Denise walks with him. A named adult at school.",
    },
    "identity": {
        "needs": "White British. His grandmother's chapel matters at Christmas.",
        "met_by": "Denise drives him.",
    },
    "family": {
        "parents": "His mother: Saturdays at two, when she can. His father is not told where he lives.",
        "others": "His grandmother, every second Sunday.",
    },
    "self_care": {"needs": "Cooks, washes, is learning to budget."},
    "others": {"said": "Sharon Bennett: she wants him to be settled.", "regard": "Agreed with the plan."},
    "contingency": {"what_if": "Denise rings the team, at night the duty team. Alan has a bed for a night."},
}
PLACEMENT: dict[str, dict[str, Any]] = {
    "day_by_day": {
        "about_me": "I do not talk before breakfast.",
        "my_things": "My own key, and a lock on my door.",
        "routines": "Up at seven. Phone downstairs from ten.",
        "safety": "Denise knows his friends' numbers. He rings when he is late.",
    },
    "contact": {
        "my_wishes": "Nan. Mum when she turns up.",
        "arrangements": "Mother on Saturdays at two, at the café. Grandmother every second Sunday.",
        "changes": "Priya tells Kai herself, the day before.",
    },
    "health": {
        "arrangements": "Denise makes the appointments; Kai goes alone when he wants.",
        "consent": "Kai himself.",
    },
    "education": {"arrangements": "The 14 bus. Hannah Doyle speaks with Denise."},
    "visits": {"visits": "Priya every six weeks.", "between": "Priya by day, the duty team by night."},
    "ending": {"how_long": "Until he is 18, and after if both want it.", "what_if": "Talk first. Then ring Yvonne."},
}
# What stands in Kai's pathway plan, theme by theme: in his words, strengths, need, goal, what if, how sure he and his
# adviser are.
PATHWAY: dict[str, tuple[str, str, str, str, str, int, int]] = {
    "contact_and_support": (
        "Denise, Nan, and Chris when I text him.",
        "Says when he wants to be left alone, and when not.",
        "Somebody to ring at night after 18.",
        "Knows three people he can ring, and has rung each once.",
        "Chris rings each Friday. At night the duty team.",
        7,
        6,
    ),
    "education_training": (
        "Catering is going well.",
        "Turns up for what he likes.",
        "A place for the second year, and the bursary form.",
        "Finishes the course with a merit.",
        "Hannah and Chris meet within a week.",
        8,
        7,
    ),
    "employment": (
        "I want a Saturday job in a kitchen.",
        "Works hard with his hands.",
        "Work experience and a reference.",
        "Four weeks of work experience by summer.",
        "The college's own kitchen in the holidays.",
        6,
        6,
    ),
    "home": (
        "I want to stay at Denise's after I am 18.",
        "Keeps his room, and the rules of the house.",
        "Staying put agreed before his birthday.",
        "A staying-put agreement signed by Denise and the council.",
        "Supported lodgings in the same town.",
        8,
        7,
    ),
    "family_social": (
        "Nan every second Sunday. Mum is up and down.",
        "Forgives, and laughs with his nan.",
        "Not to wait for a call that does not come.",
        "Decides himself when he sees his mother.",
        "Denise walks with him. He may write to Chris.",
        5,
        6,
    ),
    "practical_skills": (
        "I can cook anything. I hate ironing.",
        "Cooks for four.",
        "Washing, and a week's budget.",
        "Runs his own week for a month.",
        "A course at the library.",
        8,
        8,
    ),
    "money": (
        "I do not know what I will get at 18.",
        "Saves for things he wants.",
        "A bank card, a budget, and what he is entitled to.",
        "Has his papers, an account and a savings plan.",
        "The money adviser of the council.",
        3,
        4,
    ),
    "health": (
        "My inhaler is all right.",
        "Goes to the doctor alone.",
        "His own health passport, and a dentist near college.",
        "Makes each appointment himself.",
        "Leila's clinic until he is 18.",
        7,
        7,
    ),
    "identity": (
        "I want to read my file one day.",
        "Knows where he comes from.",
        "Photographs of when he was small.",
        "A box of his story.",
        "Priya asks his nan.",
        6,
        5,
    ),
    "contingency": (
        "If it goes wrong I ring Denise.",
        "Asks for help when he is angry.",
        "A bed for a night, and a number.",
        "Carries the card with the numbers.",
        "The duty team, day and night.",
        7,
        6,
    ),
}
FOUND: dict[str, tuple[str, str]] = {
    "voice": ("green", ""),
    "attainment": ("amber", "Say where he is in each subject, and not only in mathematics"),
    "targets": ("amber", "Say how you will know that the first is reached"),
    "premium": ("green", ""),
    "support": ("green", ""),
    "attendance": ("red", "Agree with Kai where he eats, before the next term"),
}
