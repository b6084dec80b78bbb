// The words of the wire, as package board of the server spells them.

export type EventState = "scheduled" | "live" | "ended";
export type Gate = "open" | "last_call" | "closed";
export type Declines = "now" | "end" | "never";
export type Status =
  | "new"
  | "later"
  | "accepted"
  | "playing"
  | "played"
  | "declined"
  | "withdrawn"
  | "merged"
  | "hidden";
export type Role = "listener" | "owner" | "cohost" | "moderator";
/** Who may ask and vote, beside the crew. */
export type Admission = "anyone" | "proof" | "room_code" | "account";
/** What has to be done before taking part. */
export interface Challenge {
  kind: Exclude<Admission, "anyone">;
}
export type Audience = "public" | "crew";

/** Limits of what listeners may ask for; zero means no limit. */
export interface Limits {
  open: number; // open requests per person at a time
  cooldown: number; // seconds between two requests of a person
  total: number; // open requests of everybody together
  fade: number; // seconds after which the clock declines what nobody decided on
  repeat: number; // seconds after which a song may be asked for again; while it waits, never
}

/** The gig: settings that everybody sees. Times are Unix milliseconds. */
export interface Gig {
  code: string;
  title: string;
  state: EventState;
  gate: Gate;
  voting: boolean;
  announcement: string | null;
  limits: Limits;
  admission: Admission;
  approval: boolean; // others see a request once the crew has approved of it
  dedications: boolean; // others see them
  declines: Declines;
  starts_at: number;
  ended_at: number;
  closes_at: number; // when a last call is over by itself; 0: when the DJ says so
  zone: string;
}

/** A song request. The crew's board adds the fields at the end. */
export interface Row {
  id: string;
  number: number;
  title: string;
  artist: string;
  name: string;
  dedication: string;
  status: Status;
  reason: string;
  votes: number;
  position: string | null; // in the queue; compared bytewise
  next: boolean; // fixed by the DJ: up next while it heads the queue
  own: boolean;
  at: number;
  played_at: number;
  still_at: number;
  note?: string;
  asker?: string;
  into?: string | null;
  told?: boolean;
  archived?: boolean;
  held?: boolean; // waits for approval
  quiet?: boolean; // its dedication is for the crew only
  moved_at?: number; // since when it is where it stands
  flagged?: boolean; // its texts may be rude: a hint, often wrong
  suspect?: number; // votes on it that look made
  voided?: number; // votes on it that were taken back
}

/** A request in a delta: whole, or its id and the fields that changed. */
export type RowPart = Partial<Row> & { id: string };

export interface BoardFrame {
  type: "board";
  cookie: string;
  event: Gig;
  requests: Row[];
  features: string[];
}

export interface DeltaFrame {
  type: "delta";
  since: string;
  cookie: string;
  event?: Partial<Gig>;
  requests?: RowPart[];
  gone?: string[];
}

export interface PresenceFrame {
  type: "presence";
  here: number;
  cookie: string;
  desk?: AtDesk[]; // for the crew
}

/** One of the crew who has the crew's board open. */
export interface AtDesk {
  person: string;
  name: string;
}

/** The fate of a request of one's own that left the public board. */
export interface Slip {
  id: string;
  number: number;
  title: string;
  artist: string;
  status: Status;
  reason: string; // of a decline that was told
  into: string | null;
  votes: number;
  at: number;
}

export interface MeFrame {
  type: "me";
  person: string;
  role: Role;
  votes: string[]; // requests that count this person's vote
  requests: string[]; // asked for by this person
  slips: Slip[]; // those of them that are not on the public board
  limits: { left: number | null; next_at: number | null };
  signed: boolean; // has an account
  name: string; // of the account
  admitted: boolean; // has shown the room's code or done the work, once
  ban: { reason: string; until: number | null } | null;
}

export interface AckFrame {
  type: "ack";
  ref: string;
  cookie: string;
  votes?: number;
  request?: Row;
  event?: Gig;
  person?: string;
  change?: string;
}

export interface ErrorFrame {
  type: "error";
  ref?: string;
  code: string;
  detail: string;
  sentence?: string; // detail with {name} in the place of each value
  values?: Record<string, string>; // by name
  field: string | null;
  retryable: boolean;
  retry_after?: number;
  request?: Row;
  challenge?: Challenge;
}

export type SharedFrame = BoardFrame | DeltaFrame | PresenceFrame;
export type Frame = SharedFrame | MeFrame | AckFrame | ErrorFrame;

/** What a page may send over the socket; the socket adds `ref`. */
export type Command =
  | {
      type: "request";
      id: string;
      title: string;
      artist?: string;
      name?: string;
      dedication?: string;
      note?: string;
      own?: boolean;
    }
  | { type: "vote" | "unvote"; id: string; client?: string; seq?: number }
  | {
      type: "set";
      id: string;
      status?: Status;
      reason?: string;
      into?: string;
      before?: string | null;
      next?: boolean;
      from?: Status;
      change?: string;
    }
  | {
      type: "event";
      title?: string;
      state?: EventState;
      gate?: Gate;
      closes_in?: number; // seconds; of a last call
      voting?: boolean;
      announcement?: string; // "" takes it down
      limits?: Limits;
      admission?: Admission;
      approval?: boolean;
      dedications?: boolean;
      declines?: Declines;
      starts_at?: number;
      zone?: string;
      change?: string;
    }
  | { type: "ban"; request?: string; person?: string; reason?: string; for?: number; off?: boolean; change?: string }
  | { type: "blocks"; add?: Block[]; remove?: Block[]; change?: string }
  | { type: "crew"; person?: string; handle?: string; role: Role; change?: string }
  | { type: "void"; id: string; change?: string }
  | { type: "sweep"; reason?: string; change?: string }
  | { type: "undo"; change: string; id?: string };

/** A song, an artist or a word that an event does not take. */
export type Block =
  | { kind: "song"; title: string; artist?: string }
  | { kind: "artist"; artist: string }
  | { kind: "word"; word: string };

/** Longest texts, in graphemes after NFC. */
export const longest = {
  title: 200,
  artist: 200,
  name: 24,
  dedication: 140,
  announcement: 140,
  note: 280,
  reason: 280,
} as const;

/** Reports whether a request still waits for its fate: it takes votes. */
export function open(status: Status): boolean {
  return status === "new" || status === "later" || status === "accepted";
}
