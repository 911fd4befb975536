-- What somebody has added since the day began is asked before each upload (trust control 37).
CREATE INDEX file_actor ON file (actor, at);
