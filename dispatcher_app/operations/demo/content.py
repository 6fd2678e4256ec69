"""The words of the demonstration: an invented city, invented people, and calls such as any control room takes.

Nobody here exists. Telephone numbers are from 555-0100 to 555-0199, the range kept free for fiction.
"""

from dispatcher_app.domain.call_taking import CallType
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import Capability, CrewLevel, HospitalStatus

ROOM_NAME = "Demo City Alderhaven"

# From south to north.
STREETS = (
    "Quay St",
    "Lantern St",
    "Ropewalk St",
    "Juniper St",
    "Saddler St",
    "Orchard St",
    "Mill St",
    "Clover St",
    "Larch St",
    "Foundry St",
    "Meadow St",
    "Hawthorn St",
    "Quarry St",
    "Beacon St",
)

# From west to east.
AVENUES = (
    "Heron Ave",
    "Kestrel Ave",
    "Plover Ave",
    "Wren Ave",
    "Linnet Ave",
    "Osprey Ave",
    "Finch Ave",
    "Lapwing Ave",
    "Swift Ave",
    "Curlew Ave",
    "Thrush Ave",
    "Starling Ave",
    "Gannet Ave",
    "Puffin Ave",
    "Tern Ave",
    "Siskin Ave",
)

# From south to north; within each, from west to east.
AREAS = (
    ("Saltmarsh", "Harbourside", "Ropewalk"),
    ("Westfield", "Old Mill", "Orchard Rise"),
    ("Quarry Bank", "Northgate", "Beacon Hill"),
)

# Name, street and avenue of the corner where it stands (counted from south and west).
STATIONS = (
    ("Station 1 Harbourside", 1, 7),
    ("Station 2 Old Mill", 6, 7),
    ("Station 3 Saltmarsh", 2, 2),
    ("Station 4 Ropewalk", 1, 12),
    ("Station 5 Westfield", 5, 1),
    ("Station 6 Orchard Rise", 6, 13),
    ("Station 7 Clover Street", 7, 4),
    ("Station 8 Finch Avenue", 9, 6),
    ("Station 9 Quarry Bank", 11, 2),
    ("Station 10 Northgate", 12, 8),
    ("Station 11 Beacon Hill", 12, 13),
    ("Station 12 Starling Avenue", 4, 10),
)

HOSPITALS = (
    ("Alderhaven General Hospital", 5, 8),
    ("Harbourside Hospital", 2, 6),
    ("Northgate Hospital", 11, 9),
    ("Lantern Children's Hospital", 3, 4),
    ("Orchard Rise Medical Center", 8, 12),
)

# How each stands, since how many minutes, its free beds and why; the last has not been heard from.
STANDINGS = (
    (HospitalStatus.OPEN, 190, 6, ""),
    (HospitalStatus.BUSY, 45, 1, "Long wait in triage"),
    (HospitalStatus.DIVERT, 25, 0, "CT scanner down"),
    (HospitalStatus.OPEN, 240, 4, ""),
    (None, 0, None, ""),
)

CAPABILITIES = (
    (Capability.TRAUMA, Capability.STEMI, Capability.STROKE),
    (Capability.STROKE, Capability.OBSTETRIC),
    (Capability.TRAUMA, Capability.STEMI, Capability.BURNS),
    (Capability.PAEDIATRIC, Capability.NEONATAL),
    (),
)

DISPATCHERS = (
    ("demo1", "Marit Holloway"),
    ("demo2", "Tobias Fenn"),
    ("demo3", "Inez Carraway"),
    ("demo4", "Jonas Wick"),
)

OTHERS = (
    ("demo_supervisor", "Yrsa Halloran", Role.SUPERVISOR),
    ("demo_viewer", "Linus Quayle", Role.VIEWER),
    ("demo_admin", "Perpetua Voss", Role.ADMIN),
    ("demo_emergency", "Sealed envelope", Role.EMERGENCY),
)

PARAMEDIC_LOG_IN = ("demo_paramedic", "Ada Thistlewood")

PARAMEDICS = (
    ("Ada Thistlewood", CrewLevel.ALS),
    ("Bram Ockley", CrewLevel.ALS),
    ("Celeste Wynd", CrewLevel.ALS),
    ("Dario Penhallow", CrewLevel.ALS),
    ("Elin Sorrel", CrewLevel.ALS),
    ("Faisal Brook", CrewLevel.ALS),
    ("Greta Lindqvale", CrewLevel.BLS),
    ("Hugo Marchbank", CrewLevel.BLS),
    ("Imani Rowe", CrewLevel.BLS),
    ("Joss Tarrow", CrewLevel.BLS),
)

SURNAMES_ABOARD = (
    "Ashdown", "Birch", "Calloway", "Drummond", "Ellery", "Farrow", "Garside", "Hale", "Innes", "Jarrow", "Kestle",
    "Lorne", "Maddox", "Norwood", "Ormond", "Penrose", "Quill", "Rowan", "Sedge", "Tarn", "Underhill", "Vane",
    "Wexford", "Yarrow",
)  # fmt: skip
"""Of those aboard; their first names are those of FIRST_NAMES."""

# How long each crew has been aboard, how long its shift still lasts and in what time its break is due, in minutes, one
# after the other.
HOURS = (
    (300, 420, 100),
    (345, 375, 20),
    (140, 580, 220),
    (704, 16, 15),
    (410, 310, 200),
    (60, 660, 300),
    (725, -5, -5),
    (380, 340, -20),
    (200, 520, 160),
)
ON_BREAK = "B26"
WITHOUT_CREW = "B22"

AMBULANCES = (
    *((f"M{number:02d}", CrewLevel.ALS) for number in range(1, 17)),
    *((f"B{number:02d}", CrewLevel.BLS) for number in range(21, 29)),
)

CALL_TYPES: dict[int, tuple[str, ...]] = {
    1: ("Cardiac arrest", "Unconscious person", "Choking", "Severe bleeding"),
    2: ("Chest pain", "Breathing difficulty", "Stroke symptoms", "Traffic collision", "Seizure", "Allergic reaction"),
    3: ("Fall", "Abdominal pain", "Back pain", "Burn", "Diabetic problem", "Dizziness"),
    4: ("Minor injury", "Sprained ankle", "Transfer home", "Feeling unwell"),
}

TYPES = (
    CallType("ARREST", "Cardiac arrest", 1, "ALS"),
    CallType("UNCON", "Unconscious person", 1, "ALS"),
    CallType("CHOKE", "Choking", 1, "ALS"),
    CallType("BLEED", "Severe bleeding", 1, "ALS"),
    CallType("DROWN", "Drowning", 1, "ALS"),
    CallType("BIRTH", "Birth", 1, "ALS"),
    CallType("SHOCK", "Electric shock", 1, "ALS"),
    CallType("CHEST", "Chest pain", 2, "ALS"),
    CallType("BREATH", "Breathing difficulty", 2, "ALS"),
    CallType("STROKE", "Stroke symptoms", 2, "ALS"),
    CallType("CRASH", "Traffic collision", 2),
    CallType("SEIZE", "Seizure", 2, "ALS"),
    CallType("ALLERG", "Allergic reaction", 2, "ALS"),
    CallType("POISON", "Overdose or poisoning", 2, "ALS"),
    CallType("HEAT", "Heat or cold exposure", 2),
    CallType("FALL", "Fall", 3, "BLS"),
    CallType("BELLY", "Abdominal pain", 3),
    CallType("BACK", "Back pain", 3, "BLS"),
    CallType("BURN", "Burn", 3),
    CallType("DIABET", "Diabetic problem", 3, "ALS"),
    CallType("DIZZY", "Dizziness", 3),
    CallType("BITE", "Animal bite", 3, "BLS"),
    CallType("MIND", "Mental crisis", 3),
    CallType("MINOR", "Minor injury", 4, "BLS"),
    CallType("SPRAIN", "Sprained ankle", 4, "BLS"),
    CallType("HOME", "Transfer home", 4, "BLS"),
    CallType("UNWELL", "Feeling unwell", 4, "BLS"),
)
"""What the desks of the demonstration choose from; the words are those of `CALL_TYPES`, and some more."""

ON_THE_STREET = "Traffic collision"
"""The type of call that never comes from a house."""

NOTES_AT_A_HOUSE = (
    "Caller is with the patient. The front door is open.",
    "Second floor, the lift works.",
    "A neighbour waits at the gate.",
    "The dog has been shut in the kitchen.",
    "Entrance is round the back, by the bicycle shed.",
    "Caller will flash the porch light.",
    "Ground floor, blue door.",
    "Third house after the bakery.",
    "",
    "",
)

NOTES_AT_A_CORNER = (
    "By the bus stop.",
    "In front of the chemist's.",
    "A passer-by is waving.",
    "Next to the fountain.",
    "The road is passable on the left.",
    "",
)

FIRST_NAMES = ("Juno", "Otis", "Wilma", "Rufus", "Odette", "Basil", "Hester", "Cosmo", "Petra", "Silas", "Fern", "Ivo")
LAST_NAMES = ("Pebble", "Tallow", "Button", "Merrydew", "Thimble", "Cobble", "Larkspur", "Nettle", "Kettle", "Plum")
