"""The people of the demo borough: invented, fixed sign-ins, refused in production."""

from dataclasses import dataclass

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Role:
    """One person of the cast: their sign-in, name, what they are and where they work."""

    key: str
    name: str
    kind: str
    role: str | None
    agency: str | None
    job: str
    does: str


CAST: tuple[Role, ...] = (
    Role("lead", "Priya Nair", "workforce", "SW", "services", "Social worker", "Makes sure everybody does what they said"),
    Role("deputy", "Tom Ashdown", "workforce", "SW", "services", "Social worker", "Helps Priya and covers for her"),
    Role("manager", "Grace Adeyemi", "workforce", "TM", "services", "Team manager", "Priya's manager"),
    Role("iro", "Martin Hale", "workforce", "IRO", "reviewing", "Independent reviewing officer", "Checks the plan is right for you"),
    Role("senco", "Hannah Doyle", "workforce", "SEN", "school", "SENCO and designated teacher", "Makes school work for you"),
    Role("dsl", "Owen Pritchard", "workforce", "DSL", "school", "Designated safeguarding lead", "Keeps you safe at school"),
    Role("health", "Dr Leila Farouk", "workforce", "HLT", "health", "Community paediatrician", "Looks after your health"),
    Role("psychologist", "Ruth Kessler", "workforce", "EHC", "send", "Educational psychologist", "Finds out how you learn best"),
    Role("sendofficer", "Jamal Carter", "workforce", "EHC", "send", "SEND caseworker", "Writes your EHC plan"),
    Role("provider", "Ellie Marsh", "workforce", "PRV", "provider", "Family support worker", "Helps at home every week"),
    Role("otherprovider", "Sam Whitlock", "workforce", "PRV", "otherprovider", "Support worker", "Runs a group"),
    Role("commissioner", "Fiona Baxter", "workforce", "CMS", "services", "Commissioner", "Finds the right help"),
    Role("carer", "Denise Mullins", "family", "FC", "fostering", "Foster carer", "You live with Denise"),
    Role("formercarer", "Alan Prior", "family", "FC", "fostering", "Foster carer", "You used to live with Alan"),
    Role("youngperson", "Kai Bennett", "young_person", "YP", None, "Young person", ""),
    Role("youngerchild", "Ama Okafor", "young_person", "YP", None, "Child", ""),
    Role("parent", "Blessing Okafor", "family", "PAR", None, "Parent", "Your mum"),
    Role("otherparent", "Daniel Okafor", "family", "PAR", None, "Parent", "Your dad"),
    Role("advocate", "Nadia Rahman", "workforce", "ADV", "advocacy", "Advocate", "Speaks up for you"),
    Role("adviser", "Chris Oyelaran", "workforce", "PA", "services", "Personal adviser", "Helps you get ready to leave care"),
    Role("virtualschool", "Joan Petrie", "workforce", "VSH", "virtualschool", "Virtual school head", "Looks out for your education"),
    Role("duty", "Kelly Sharp", "workforce", "EDT", "services", "Duty social worker", "There when Priya is not"),
    Role("conferencechair", "Peter Langley", "workforce", "CPC", "reviewing", "Conference chair", "Leads the big meetings"),
    Role("supervisor", "Yvonne Clarke", "workforce", "SSW", "fostering", "Supervising social worker", "Helps your carer"),
    Role("schoollead", "Beth Rowan", "workforce", "LP", "otherschool", "Family worker and lead practitioner", "Leads your team"),
    Role("analyst", "Victor Stone", "workforce", "ANL", "services", "Performance analyst", ""),
    Role("privacy", "Amelia Finch", "workforce", "IGO", "services", "Information governance officer", ""),
    Role("admin", "Rob Tanner", "workforce", "ADM", "services", "System administrator", ""),
    Role("stranger", "Claire Dunmore", "workforce", "SW", "services", "Social worker", ""),
    Role("otherauthority", "Neil Foster", "workforce", "SW", "otherservices", "Social worker", ""),
)  # fmt: skip

# Who does the second half of what two people do: they sign in as the cast does, with its password.
SECONDS = (
    ("duty2", "Marcus Bell", "EDT", "Duty social worker"),
    ("admin2", "Sunita Rao", "ADM", "System administrator"),
)

# key: (kind, name, whether it is the other authority's)
AGENCIES: dict[str, tuple[str, str, bool]] = {
    "services": ("childrens_services", "Two Rivers Children's Services", False),
    "reviewing": ("childrens_services", "Two Rivers Reviewing Service", False),
    "school": ("school", "Alderbrook Academy", False),
    "otherschool": ("school", "Willow Lane Primary School", False),
    "health": ("health", "Two Rivers Community Health", False),
    "send": ("send_service", "Two Rivers SEND Service", False),
    "virtualschool": ("virtual_school", "Two Rivers Virtual School", False),
    "provider": ("provider", "Bridgeway Family Support", False),
    "otherprovider": ("provider", "Northlight Activities", False),
    "fostering": ("fostering", "Riverside Fostering", False),
    "advocacy": ("advocacy", "Speak Up Advocacy", False),
    "otherservices": ("childrens_services", "Northmoor Children's Services", True),
}
