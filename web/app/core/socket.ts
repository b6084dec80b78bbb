// One live connection to a board: it reads over HTTP first, opens the socket
// with the cookie it got, notices when the server falls silent, and comes back.
// It knows nothing of what the frames mean.

import { KEPT_AT } from "../worker/kept.ts";
import { Backoff } from "./backoff.ts";
import type { Audience, Frame } from "./words.ts";

/** Presence comes at least every ten seconds: two missed, and the line is dead. */
export const SILENCE = 21_000;

/** Close codes after which there is no coming back. */
const TERMINAL = new Set([1008, 4403, 4404]);
const SIGN_IN_AGAIN = 4401;

export type LinkState =
  | "connecting" // for the first time
  | "live"
  | "down" // and trying again
  | "refused" // for good: the right was lost, or the event is gone
  | "signed_out";

/** In whose name a page reads: its visitor's, or nobody's, as a page must that
 * others frame. Nobody's line carries no cookie that counts, and no commands. */
export type Reader = "visitor" | "nobody";

export interface Receiver {
  /** Where the board stands; null asks for the whole. */
  cookie(): string | null;
  /** Takes a frame in that was true at a time; false when it left a hole. */
  take(frame: Frame, at: number): boolean;
  /** The socket is open: send what waits. */
  opened(): void;
  state(state: LinkState, code: number): void;
  /** The session has ended; true to read on without one. */
  signedOut(): boolean;
}

export class Connection {
  private readonly path: string;
  private readonly audience: Audience;
  private readonly reader: Reader;
  private readonly to: Receiver;
  private readonly backoff = new Backoff();
  private socket: WebSocket | null = null;
  private attempt = 0; // grows with each one, so that a late answer is known
  private retry: ReturnType<typeof setTimeout> | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private openedAt = 0;
  private heardAt = 0;
  private running = false;
  private fetching: AbortController | null = null;

  constructor(event: string, audience: Audience, to: Receiver, reader: Reader = "visitor") {
    this.path = `/api/v1/events/${encodeURIComponent(event)}`;
    this.audience = audience;
    this.reader = reader;
    this.to = to;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    addEventListener("online", this.hurry);
    addEventListener("offline", this.lost);
    addEventListener("pageshow", this.hurry);
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.visible);
    this.watch = setInterval(this.listen, 2000);
    void this.connect();
  }

  stop(): void {
    this.running = false;
    removeEventListener("online", this.hurry);
    removeEventListener("offline", this.lost);
    removeEventListener("pageshow", this.hurry);
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.visible);
    if (this.watch !== null) clearInterval(this.watch);
    this.drop();
  }

  /** Sends text if the socket is open; reports whether it did. */
  send(text: string): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(text);
    return true;
  }

  /** Opens a new socket at once, with a new identity or after a hole. */
  reopen(): void {
    if (!this.running) return;
    this.drop();
    void this.connect();
  }

  private async connect(): Promise<void> {
    const attempt = ++this.attempt;
    this.clearRetry();
    const read = await this.read();
    if (attempt !== this.attempt || !this.running) return;
    if (read.failed) return this.fail(read.status, read.retryAfter);
    this.open(attempt);
  }

  /** Reads the board, or what changed since the cookie, over HTTP: cached,
   * compressed, and cheap for a herd. */
  private async read(): Promise<{ failed: boolean; status: number; retryAfter: number }> {
    const query = new URLSearchParams();
    if (this.audience === "crew") query.set("audience", "crew");
    const since = this.to.cookie();
    if (since !== null) query.set("since", since);
    const search = query.toString(); // none at first: the page preloads that address
    const fetching = new AbortController();
    this.fetching = fetching;
    const timeout = setTimeout(() => fetching.abort(), 10_000);
    try {
      const answer = await fetch(`${this.path}/board${search && `?${search}`}`, {
        signal: fetching.signal,
        credentials: this.reader === "nobody" ? "omit" : "same-origin",
      });
      if (!answer.ok) {
        return { failed: true, status: answer.status, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
      }
      const frame = (await answer.json()) as Frame;
      if (this.fetching === fetching) this.to.take(frame, Number(answer.headers.get(KEPT_AT)) || Date.now());
      return { failed: false, status: 200, retryAfter: 0 };
    } catch {
      return { failed: true, status: 0, retryAfter: 0 };
    } finally {
      clearTimeout(timeout);
      if (this.fetching === fetching) this.fetching = null;
    }
  }

  private open(attempt: number): void {
    const url = new URL(`${this.path}/live`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.audience === "crew") url.searchParams.set("audience", "crew");
    if (this.reader === "nobody") url.searchParams.set("as", "nobody"); // a socket cannot leave its cookie out
    const since = this.to.cookie();
    if (since !== null) url.searchParams.set("since", since);
    const socket = new WebSocket(url, "cueslip.v1");
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => {
      if (attempt !== this.attempt) return;
      this.openedAt = this.heardAt = Date.now();
      this.to.state("live", 0);
      this.to.opened();
    };
    socket.onmessage = (message) => {
      if (attempt !== this.attempt) return;
      this.heardAt = Date.now();
      if (!this.to.take(JSON.parse(String(message.data)) as Frame, this.heardAt)) this.reopen();
    };
    socket.onclose = (close) => {
      if (attempt === this.attempt) this.closed(close.code);
    };
  }

  private closed(code: number): void {
    this.socket = null;
    if (TERMINAL.has(code)) return this.end("refused", code);
    if (code === SIGN_IN_AGAIN) return this.readOn();
    this.again(0);
  }

  private fail(status: number, retryAfter: number): void {
    if (status === 404 || status === 403) return this.end("refused", status === 404 ? 4404 : 4403);
    if (status === 401) return this.readOn();
    this.again(retryAfter * 1000);
  }

  private readOn(): void {
    if (this.to.signedOut()) this.again(0);
    else this.end("signed_out", SIGN_IN_AGAIN);
  }

  private again(least: number): void {
    if (!this.running) return;
    const calm = this.openedAt > 0 ? Date.now() - this.openedAt : 0;
    this.openedAt = 0;
    this.to.state("down", 0);
    this.clearRetry();
    this.retry = setTimeout(() => void this.connect(), this.backoff.next(calm, least));
  }

  private end(state: LinkState, code: number): void {
    this.drop();
    this.running = false;
    this.to.state(state, code);
  }

  /** Notices a line that is dead though nobody closed it. Times come from the
   * clock: a hidden page may run timers once a minute. */
  private readonly listen = (): void => {
    if (this.socket && Date.now() - this.heardAt > SILENCE) {
      this.drop();
      this.again(0);
    }
  };

  /** Back at once: the network, or the person, has returned. */
  private readonly hurry = (): void => {
    if (!this.running) return;
    this.listen();
    if (this.socket || this.fetching) return;
    this.backoff.reset();
    void this.connect();
  };

  private readonly visible = (): void => {
    if (document.visibilityState === "visible") this.hurry();
  };

  private readonly lost = (): void => {
    if (!this.running || navigator.onLine) return;
    this.drop();
    this.again(0);
  };

  /** Close neatly when the page goes, so that it may be kept for going back. */
  private readonly leave = (): void => {
    this.drop();
    this.openedAt = 0;
    this.retry = setTimeout(() => void this.connect(), 1000);
  };

  private drop(): void {
    this.attempt++;
    this.clearRetry();
    this.fetching?.abort();
    this.fetching = null;
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private clearRetry(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }
}
