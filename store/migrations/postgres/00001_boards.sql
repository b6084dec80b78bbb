-- +goose Up

-- Texts that are compared bytewise, in any locale, are COLLATE "C". Times are
-- Unix ms; an absent text is '', an absent time 0.

CREATE TABLE events (
    code           text COLLATE "C" PRIMARY KEY,
    title          text NOT NULL,
    state          text NOT NULL,
    gate           text NOT NULL,
    voting         boolean NOT NULL,
    announcement   text NOT NULL,
    limit_open     integer NOT NULL,
    limit_cooldown integer NOT NULL,
    declines       text NOT NULL,
    starts_at      bigint NOT NULL,
    ended_at       bigint NOT NULL,
    zone           text NOT NULL,
    version        bigint NOT NULL,
    created_at     bigint NOT NULL
);
CREATE INDEX events_unfinished ON events (state) WHERE state <> 'ended';

-- One narrow row an event: the lock of its commits, raised by each of them.
CREATE TABLE boards (
    event   text COLLATE "C" PRIMARY KEY REFERENCES events (code),
    version bigint NOT NULL
) WITH (fillfactor = 10);

-- The first version of an event in each hour: how old a cookie is.
CREATE TABLE marks (
    event   text COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (event, at)
);

-- No index has version, votes or anything else that a vote changes: those
-- updates stay within their page (heap-only).
CREATE TABLE requests (
    event      text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    number     integer NOT NULL,
    title      text NOT NULL,
    artist     text NOT NULL,
    name       text NOT NULL,
    dedication text NOT NULL,
    status     text NOT NULL,
    reason     text NOT NULL,
    votes      integer NOT NULL,
    position   text COLLATE "C" NOT NULL,
    next       boolean NOT NULL,
    own        boolean NOT NULL,
    at         bigint NOT NULL,
    played_at  bigint NOT NULL,
    note       text NOT NULL,
    asker      text COLLATE "C" NOT NULL,
    "into"     text COLLATE "C" NOT NULL,
    told       boolean NOT NULL,
    archived   boolean NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (event, id),
    UNIQUE (event, number)
) WITH (fillfactor = 60);
CREATE INDEX requests_asker ON requests (event, asker);
CREATE INDEX requests_into ON requests (event, "into") WHERE "into" <> '';
CREATE INDEX requests_deck ON requests (event) WHERE status IN ('accepted', 'playing');
CREATE INDEX requests_played ON requests (event, played_at, number) WHERE status = 'played';

-- A vote that was taken back stays, off, so that a late older one is known.
CREATE TABLE votes (
    event   text COLLATE "C" NOT NULL,
    request text COLLATE "C" NOT NULL,
    person  text COLLATE "C" NOT NULL,
    "on"    boolean NOT NULL,
    client  text NOT NULL,
    seq     bigint NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (event, request, person)
) WITH (fillfactor = 80);
CREATE INDEX votes_person ON votes (event, person);

-- Every change by the crew; before and after are JSON, read by no SQL.
CREATE TABLE journal (
    event       text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    step        integer NOT NULL, -- within the commit
    person      text COLLATE "C" NOT NULL,
    kind        text NOT NULL,
    before      text NOT NULL,
    after       text NOT NULL,
    at          bigint NOT NULL,
    undone_by   text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    PRIMARY KEY (event, id)
);
CREATE INDEX journal_order ON journal (event, version, step);
CREATE INDEX journal_undone ON journal (event, undone_by) WHERE undone_by <> '';

CREATE TABLE accounts (
    person     text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    folded     text COLLATE "C" NOT NULL UNIQUE, -- the name, whatever its case
    role       text NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE crew (
    event  text COLLATE "C" NOT NULL REFERENCES events (code),
    person text COLLATE "C" NOT NULL,
    role   text NOT NULL,
    PRIMARY KEY (event, person)
);
CREATE INDEX crew_person ON crew (person);

-- Sessions, personal tokens and sign-in links, by the SHA-256 of what their
-- holder presents.
CREATE TABLE credentials (
    hash       text COLLATE "C" PRIMARY KEY,
    person     text COLLATE "C" NOT NULL REFERENCES accounts (person),
    kind       text NOT NULL,
    name       text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL, -- 0: never
    used_at    bigint NOT NULL, -- of a link
    revoked_at bigint NOT NULL
);
CREATE INDEX credentials_person ON credentials (person);

CREATE TABLE secrets (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL -- in hex
);

CREATE TABLE meta (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);
-- Give it another value after restoring data into these very tables.
INSERT INTO meta (name, value) VALUES ('restore_id', CAST(gen_random_uuid() AS text));
