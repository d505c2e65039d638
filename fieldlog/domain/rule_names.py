"""What each service rule is called: who only names a rule need not load what evaluates it."""

WEEKLY_CONTACT = "weekly-contact"
VISIT_LENGTH = "visit-length"
PROMISE_ON_TIME = "promise-on-time"
ANSWER_BY = "answer-by"
PURPOSE_FIRST = "purpose-first"
