-- +goose Up

-- An account is its profile: there is none without a name and a handle. The
-- handle, unique whatever its case, takes the place of the folded name.
ALTER TABLE accounts RENAME COLUMN folded TO handle;
ALTER TABLE accounts ADD COLUMN email text COLLATE "C" NOT NULL DEFAULT ''; -- lower case
ALTER TABLE accounts ADD COLUMN email_verified boolean NOT NULL DEFAULT false;
ALTER TABLE accounts ADD COLUMN links text NOT NULL DEFAULT '[]'; -- JSON, addresses
ALTER TABLE accounts ADD COLUMN tip text NOT NULL DEFAULT ''; -- an address where a DJ is tipped
ALTER TABLE accounts ADD COLUMN picture text NOT NULL DEFAULT ''; -- hash of the one in pictures
CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email <> '';

CREATE TABLE pictures (
    person text COLLATE "C" PRIMARY KEY REFERENCES accounts (person),
    hash   text COLLATE "C" NOT NULL,
    data   bytea NOT NULL -- a small JPEG, made here
);

CREATE TABLE passwords (
    person     text COLLATE "C" PRIMARY KEY REFERENCES accounts (person),
    hash       text COLLATE "C" NOT NULL, -- argon2id
    changed_at bigint NOT NULL
);

-- Whom another site says a person is.
CREATE TABLE identities (
    issuer     text COLLATE "C" NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    person     text COLLATE "C" NOT NULL REFERENCES accounts (person),
    label      text NOT NULL, -- what the person knows it by
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_person ON identities (person);

CREATE TABLE passkeys (
    id         text COLLATE "C" PRIMARY KEY, -- of the credential, in base64url
    person     text COLLATE "C" NOT NULL REFERENCES accounts (person),
    name       text NOT NULL,
    credential text NOT NULL, -- JSON, whole
    created_at bigint NOT NULL,
    used_at    bigint NOT NULL
);
CREATE INDEX passkeys_person ON passkeys (person);

-- What somebody began and comes back to once: ceremonies of passkeys, sign-ins
-- at another site, links in e-mails. By the SHA-256 of what its holder presents.
CREATE TABLE flows (
    hash       text COLLATE "C" PRIMARY KEY,
    kind       text COLLATE "C" NOT NULL,
    data       text NOT NULL, -- JSON
    expires_at bigint NOT NULL
);
CREATE INDEX flows_expiry ON flows (expires_at);

-- Attempts in a window of time, by a keyed hash of whose they are.
CREATE TABLE attempts (
    key   text COLLATE "C" PRIMARY KEY,
    count integer NOT NULL,
    until bigint NOT NULL
);
CREATE INDEX attempts_until ON attempts (until);

ALTER TABLE credentials ADD COLUMN scopes text NOT NULL DEFAULT ''; -- of a token, separated by spaces; '' is all
ALTER TABLE credentials ADD COLUMN agent text NOT NULL DEFAULT ''; -- of a session: browser and system, roughly
ALTER TABLE credentials ADD COLUMN seen_at bigint NOT NULL DEFAULT 0; -- about when it was last used

-- Which credentials were taken back lately, also those of erased accounts: so
-- that every replica closes their sockets.
CREATE TABLE revocations (
    id text COLLATE "C" PRIMARY KEY, -- of the credential
    at bigint NOT NULL
);
CREATE INDEX revocations_at ON revocations (at);

-- Privileged acts outside of any board; those on boards are in the journal.
CREATE TABLE audit (
    id      text COLLATE "C" PRIMARY KEY, -- grows with time
    at      bigint NOT NULL,
    person  text COLLATE "C" NOT NULL, -- who acted
    act     text NOT NULL,
    subject text COLLATE "C" NOT NULL, -- on what or whom
    owner   text COLLATE "C" NOT NULL, -- whose account it is about, '' for none
    event   text COLLATE "C" NOT NULL, -- '' for none
    before  text NOT NULL, -- JSON
    after   text NOT NULL  -- JSON
);
CREATE INDEX audit_person ON audit (person);
CREATE INDEX audit_owner ON audit (owner);
CREATE INDEX audit_at ON audit (at);

-- Where a person acted on a board, and the entries that may name others.
CREATE INDEX journal_person ON journal (person);
CREATE INDEX journal_names ON journal (event) WHERE kind IN ('ban', 'crew', 'undo');

-- Ways into an event's crew, by the SHA-256 of what their holder presents.
CREATE TABLE invitations (
    hash       text COLLATE "C" PRIMARY KEY,
    event      text COLLATE "C" NOT NULL REFERENCES events (code),
    role       text NOT NULL,
    author     text NOT NULL, -- who invites
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at    bigint NOT NULL, -- or withdrawn
    used_by    text NOT NULL -- '' for nobody
);
CREATE INDEX invitations_event ON invitations (event);

-- A secret is a ring of keys: the newest signs, all of them verify.
ALTER TABLE secrets RENAME TO secrets_before;
CREATE TABLE secrets (
    name       text COLLATE "C" NOT NULL,
    number     integer NOT NULL, -- from 1, never used again
    value      text NOT NULL, -- in hex
    created_at bigint NOT NULL,
    PRIMARY KEY (name, number)
);
INSERT INTO secrets SELECT name, 1, value, CAST(extract(epoch FROM now()) * 1000 AS bigint) FROM secrets_before;
DROP TABLE secrets_before;

ALTER TABLE events ADD COLUMN swept boolean NOT NULL DEFAULT false; -- its guests were forgotten

-- Crowd control.

ALTER TABLE events ADD COLUMN limit_total integer NOT NULL DEFAULT 0; -- 0 is no limit
ALTER TABLE events ADD COLUMN limit_repeat integer NOT NULL DEFAULT 0; -- seconds
ALTER TABLE events ADD COLUMN limit_fade integer NOT NULL DEFAULT 0; -- seconds
ALTER TABLE events ADD COLUMN closes_at bigint NOT NULL DEFAULT 0; -- when a last call is over by itself
ALTER TABLE events ADD COLUMN approval boolean NOT NULL DEFAULT false;
ALTER TABLE events ADD COLUMN dedications boolean NOT NULL DEFAULT true;
ALTER TABLE events ADD COLUMN admission text NOT NULL DEFAULT 'anyone';

CREATE TABLE bans (
    event   text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    reason  text NOT NULL,
    until   bigint NOT NULL, -- 0: for the whole event
    request text COLLATE "C" NOT NULL, -- over which
    at      bigint NOT NULL,
    PRIMARY KEY (event, person)
);

-- Songs and artists that are not played, and words that are not taken.
CREATE TABLE blocks (
    event  text COLLATE "C" NOT NULL,
    kind   text COLLATE "C" NOT NULL,
    key    text COLLATE "C" NOT NULL, -- spelled for comparing
    title  text NOT NULL,
    artist text NOT NULL,
    word   text NOT NULL,
    at     bigint NOT NULL,
    PRIMARY KEY (event, kind, key)
);

-- Who has shown the room's code, or done the work that was asked for.
CREATE TABLE admissions (
    event  text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    kind   text COLLATE "C" NOT NULL, -- which of the two
    at     bigint NOT NULL,
    PRIMARY KEY (event, person, kind)
);

-- The votes of a batch of guests on a request that do not count.
CREATE TABLE voids (
    event   text COLLATE "C" NOT NULL,
    request text COLLATE "C" NOT NULL,
    batch   text COLLATE "C" NOT NULL,
    votes   integer NOT NULL, -- how many, when they were taken back
    PRIMARY KEY (event, request, batch)
);

-- Browsers that are told when their person's songs are next or play.
CREATE TABLE subscriptions (
    event    text COLLATE "C" NOT NULL,
    person   text COLLATE "C" NOT NULL,
    endpoint text COLLATE "C" NOT NULL, -- of its push service
    p256dh   text NOT NULL, -- the browser's key
    auth     text NOT NULL, -- what it shares with us
    key      integer NOT NULL, -- number of our key
    session  text NOT NULL, -- with whose end it ends; '' for a guest's
    at       bigint NOT NULL,
    PRIMARY KEY (event, person, endpoint)
);
CREATE INDEX subscriptions_person ON subscriptions (person);
CREATE INDEX subscriptions_endpoint ON subscriptions (endpoint);

-- Turns that were told, each once.
CREATE TABLE told (
    event   text COLLATE "C" NOT NULL,
    request text COLLATE "C" NOT NULL,
    turn    text COLLATE "C" NOT NULL,
    PRIMARY KEY (event, request, turn)
);

ALTER TABLE votes ADD COLUMN batch text COLLATE "C" NOT NULL DEFAULT ''; -- of guests made at once from one place; '' for accounts

ALTER TABLE requests ADD COLUMN song text COLLATE "C" NOT NULL DEFAULT ''; -- spelled for comparing
ALTER TABLE requests ADD COLUMN held boolean NOT NULL DEFAULT false;
ALTER TABLE requests ADD COLUMN quiet boolean NOT NULL DEFAULT false;
ALTER TABLE requests ADD COLUMN moved_at bigint NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN still_at bigint NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN flagged boolean NOT NULL DEFAULT false;
ALTER TABLE requests ADD COLUMN suspect integer NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN voided integer NOT NULL DEFAULT 0;
CREATE INDEX requests_song ON requests (event, song) WHERE song <> '';
CREATE INDEX requests_open ON requests (event) WHERE status IN ('new', 'later', 'accepted') AND NOT own;

-- The demo board of the front page, in one row: its events follow each other.
CREATE TABLE demo (
    id     integer PRIMARY KEY,
    event  text COLLATE "C" NOT NULL, -- of this round, '' before the first
    former text COLLATE "C" NOT NULL, -- of the round before
    until  bigint NOT NULL, -- when this round is over
    runner text COLLATE "C" NOT NULL, -- the replica whose crowd plays
    held   bigint NOT NULL -- until when
);
INSERT INTO demo (id, event, former, until, runner, held) VALUES (1, '', '', 0, '', 0);

-- Events to practise on, each of its only cohost.
CREATE TABLE rehearsals (
    event  text COLLATE "C" PRIMARY KEY REFERENCES events (code),
    until  bigint NOT NULL, -- when it ends by itself
    runner text COLLATE "C" NOT NULL DEFAULT '', -- the replica whose crowd plays
    held   bigint NOT NULL DEFAULT 0 -- until when
);
