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
# What carers and parents read where the young person is told "you": about the child, not to them.
FOR_CARERS_AND_PARENTS = {
    "You tell people when something is wrong": "Kai tells people when something is wrong",
    "You need a quiet place to study": "Kai needs a quiet place to study",
    "Seeing your mum does not always happen when it should": "Time with his mum does not always happen when it should",
    "Pass your first year": "Kai passes his first year at sixth form",
    "Cook and shop for a week by yourself": "Kai cooks and shops for a week by himself",
    "If things go wrong, ring Denise": "If Kai does not come home, ring Denise, then the duty team",
    "Hannah will sort out a quiet place to study": "Hannah finds Kai a quiet place to study",
    "Hannah will check what help you get in exams": "Hannah checks what help Kai gets in exams",
    "Leila will see you for your health check": "Leila sees Kai for his yearly health check",
    "You and Denise plan the shop on Sundays": "Denise and Kai plan the weekly shop on Sundays",
    "Choose one thing to cook each week": "Kai chooses one thing to cook each week",
    "Priya will agree when you see your mum": "Priya agrees a weekly time for Kai and his mum",
    "You read to your cousin every week": "Ama reads to her little cousin every week",
    "You need to know who will collect you": "Ama needs to know who will collect her",
    "Arguments make it hard to sleep": "After arguments at the door Ama finds it hard to sleep",
    "Sleep well most nights": "Ama sleeps well most nights",
    "Beth will meet you at the gate on Mondays": "Beth meets Ama at the gate on Mondays",
    "Leila will ask for help with talking": "Leila asks for help with Ama’s talking",
    "Mum will write down how you sleep": "Mum writes down how Ama sleeps",
    "Dad will ring you on Wednesdays at six": "Dad rings Ama on Wednesdays at six",
    "Ellie will help the grown-ups": "Ellie helps the grown-ups with calm handovers",
    "You need to see Kai": "Zara needs to see Kai",
    "Beth keeps a quiet table for you": "Beth keeps a quiet table for Zara at breakfast club",
}
