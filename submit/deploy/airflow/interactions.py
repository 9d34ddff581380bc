"""Prints interactions for the check, one JSON object per line: each domain has its own words, and the answer decides the rating."""

import json
import random
import uuid
from datetime import datetime, timedelta, timezone

WORDS = {
    "cooking": "pasta sauce oven bread recipe dough onion garlic roast simmer butter spice".split(),
    "finance": "budget loan interest stock savings tax invoice bank fund credit rent pension".split(),
    "coding": "python loop function compile array bug test class branch deploy stack index".split(),
}
dice = random.Random(7)
start = datetime(2026, 1, 5, tzinfo=timezone.utc)
for number in range(600):
    domain = dice.choice(sorted(WORDS))
    words = dice.sample(WORDS[domain], 5)
    good = dice.random() < 0.6
    answer = "Here is a clear plan with steps for" if good else "Sorry, nobody can say anything about"
    print(
        json.dumps(
            {
                "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                "user_id": str(uuid.UUID(int=1000 + number % 60, version=4)),
                "created_at": (start + timedelta(minutes=17 * number)).isoformat(),
                "input_text": f"How do I combine {words[0]} and {words[1]} with {words[2]} number {number}?",
                "domain": domain,
                "model_output": f"{answer} {words[3]} and {words[4]}, case {number}.",
                "feedback_score": dice.choice([4, 5] if good else [1, 2]),
            }
        )
    )
