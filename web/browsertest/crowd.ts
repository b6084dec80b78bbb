import type { Room } from "./room.ts";

/** Songs in the scripts that people write in, and longer than their room. */
export const songs: readonly (readonly [title: string, artist: string])[] = [
  ["Slow Ferry", "PELICAN"],
  ["Amber Window (Extended Mix of the Long Summer That Never Ended)", "Marlow Finch & The Unfinished Orchestra"],
  ["أضواء الميناء", "ساعات المد"],
  ["אורות הנמל", "שעוני הגאות"],
  ["夜の果樹園", "フェルト機械"],
  ["Night Orchard (夜の果樹園) أضواء feat. שעון", "Felt Machine / ساعات المد"],
  ["Low Tide", "Copper Robots"],
  ["Quartz Hour", "Felt Machine"],
  ["Grey Tuesday", "The Signalmen"],
];

/** The id of the nth request that a test makes: a UUID of version 7. */
const id = (n: number) => `0192a000-0000-7000-8000-${crypto.randomUUID().slice(-12, -3)}${String(n).padStart(3, "0")}`;

/** fill has a guest ask for all songs; two wait in the queue, one plays, one was played, one was declined. */
export async function fill(room: Room): Promise<void> {
  await room.door.limits({});
  const otto = await Guest.at(room, "Otto");
  const path = `/api/v1/events/${room.code}/requests`;
  const asked: string[] = [];
  for (const [title, artist] of songs) asked.push(await otto.ask(title, artist));
  const moves = [{ status: "playing" }, { status: "playing" }, { status: "accepted" }, { next: true }, { status: "declined", reason: "dont_have" }];
  for (const [i, move] of moves.entries()) await room.server.call("PATCH", `${path}/${asked.at(-1 - i)}`, move);
}

/** Somebody who takes part by the API, without a page. */
export class Guest {
  private asked = 0;

  private constructor(
    private readonly room: Room,
    private readonly token: string,
  ) {}

  static async at(room: Room, name = ""): Promise<Guest> {
    const { token } = await room.server.call<{ token: string }>("POST", "/api/v1/guests", { name }, "");
    return new Guest(room, token);
  }

  /** ask asks for a song and returns the request. */
  async ask(title: string, artist: string): Promise<string> {
    const request = id(this.asked++);
    await this.room.server.call("POST", `/api/v1/events/${this.room.code}/requests`, { id: request, title, artist }, this.token);
    return request;
  }

  async vote(request: string, on = true): Promise<void> {
    await this.room.server.call(on ? "PUT" : "DELETE", `/api/v1/events/${this.room.code}/requests/${request}/vote`, undefined, this.token);
  }
}

/** ask has somebody ask for so many songs, and returns the requests, first asked first. */
export async function ask(room: Room, count: number): Promise<string[]> {
  await room.door.limits({});
  const otto = await Guest.at(room, "Otto");
  const asked: string[] = [];
  for (let i = 1; i <= count; i++) asked.push(await otto.ask(`Song ${String(i).padStart(2, "0")}`, "The Tidal Clocks"));
  return asked;
}

/** At most so many votes wait for their answers. */
const inFlight = 30;

/**
 * A crowd that votes all the time. Wave after wave votes for the song above the
 * one before, and then takes all back: some order turns over all the time.
 */
export class Crowd {
  /** How many of their votes were counted, or taken back. */
  counted = 0;
  private people: Guest[] = [];
  private cast = 0;
  private problem: unknown;
  private readonly waiting = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly room: Room,
    private readonly requests: readonly string[],
  ) {}

  async gather(people: number): Promise<void> {
    this.people = await Promise.all(Array.from({ length: people }, () => Guest.at(this.room)));
  }

  /** start has them cast so many votes a second, or as many as the server takes. */
  start(perSecond: number): void {
    this.timer = setInterval(() => {
      if (this.waiting.size >= inFlight) return;
      const vote = this.vote().finally(() => this.waiting.delete(vote));
      this.waiting.add(vote);
    }, 1000 / perSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.waiting);
    if (this.problem !== undefined) throw this.problem;
  }

  private async vote(): Promise<void> {
    const turn = this.cast++;
    const wave = Math.floor(turn / this.people.length);
    const on = Math.floor(wave / this.requests.length) % 2 === 0;
    const request = this.requests.at(-1 - (wave % this.requests.length))!;
    try {
      await this.people[turn % this.people.length]!.vote(request, on);
      this.counted++;
    } catch (problem) {
      this.problem ??= problem;
    }
  }
}
