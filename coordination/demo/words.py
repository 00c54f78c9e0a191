"""Words for the many children of the demo: chosen by a fixed seed, so every demo tells the same stories."""

GIVEN = (
    "Ada", "Ben", "Cora", "Dev", "Esme", "Finn", "Gita", "Hugo", "Isla", "Jude", "Kemi", "Leo", "Maya", "Noah", "Orla",
    "Paolo", "Quinn", "Rosa", "Sami", "Tilly", "Umar", "Vera", "Will", "Xanthe", "Yusuf", "Zara", "Aled", "Bea",
)  # fmt: skip
FAMILY = (
    "Archer", "Bhatt", "Cole", "Dunn", "Evans", "Fisher", "Gill", "Hussain", "Ivers", "Jones", "Khan", "Lowe", "Mistry",
    "Nowak", "Osei", "Park", "Quill", "Reid", "Shah", "Turner", "Usher", "Vance", "Webb", "Yates", "Zielinski",
)  # fmt: skip
NEEDS = (
    ("education", "Finds reading slow and avoids it in class"),
    ("emotional", "Gets overwhelmed in noisy places and leaves the room"),
    ("health", "Sleeps badly and is tired by the middle of the day"),
    ("family", "Sees too little of the people who matter"),
    ("independence", "Is not yet travelling alone"),
)
STRENGTHS = (
    ("emotional", "Asks for help when something is wrong"),
    ("education", "Comes to school every day"),
    ("family", "Has a grandmother who is always there"),
    ("identity", "Loves drawing and is proud of it"),
    ("participation", "Goes to football every week"),
)
OUTCOMES = (
    ("education", "Reads for pleasure", "Reads 10 minutes a week", "Minutes read at home each week", "60 minutes a week"),
    ("emotional", "Can say when a room is too loud", "Leaves lessons 5 times a week", "Lessons left in a week", "Once a week or less"),
    ("health", "Sleeps through the night", "Wakes 4 nights a week", "Nights woken in a week", "1 night or fewer"),
    ("independence", "Travels to school alone", "Is driven every day", "Days travelled alone", "5 days a week"),
)  # fmt: skip
ACTIONS = (
    ("senco", "Arrange a quiet place to go at break", "There will be a quiet place for you at break"),
    ("senco", "Send the reading scheme home each Friday", "You will get a book to take home on Fridays"),
    ("health", "Review the sleep diary and write to the family", "The doctor will look at how you sleep"),
    ("provider", "Visit the family each Thursday after school", "Ellie will come on Thursdays"),
    (
        "lead",
        "Book the meeting with the housing officer",
        "Priya will talk to the people who look after homes",
    ),
    ("deputy", "Ask the football club for a place in the team", "Tom will ask about football"),
)
VIEWS = (
    "I like it when people tell me what is going to happen.",
    "School is too loud at lunch.",
    "I want to see my nan more.",
    "My best day is when we cook together.",
)
