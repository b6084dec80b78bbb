import type { Room } from "./room.ts";

/** What the crew decides about who takes part, by the API. */
export class Door {
  constructor(private readonly room: Room) {}

  /** open takes whatever keeps anybody out, and every limit, away. */
  async open(): Promise<void> {
    await this.settings({ admission: "anyone", approval: false, dedications: true, limits: { open: 3, cooldown: 0, total: 0, fade: 0, repeat: 0 } });
    const { blocks } = await this.room.server.call<{ blocks: object[] }>("GET", this.path("/door"));
    if (blocks.length > 0) await this.room.server.call("POST", this.path("/blocks"), { remove: blocks });
  }

  private async settings(settings: object): Promise<void> {
    await this.room.server.call("PATCH", this.path(), settings);
  }

  /** admission sets what the event asks of those who take part. */
  async admission(admission: "anyone" | "proof" | "room_code" | "account"): Promise<void> {
    await this.settings({ admission });
  }

  async limits(limits: { open?: number; cooldown?: number; total?: number; repeat?: number }): Promise<void> {
    await this.settings({ limits: { open: 0, cooldown: 0, total: 0, fade: 0, repeat: 0, ...limits } });
  }

  /** code is what the screen in the room shows. */
  async code(): Promise<string> {
    const { room } = await this.room.server.call<{ room: { code: string } }>("GET", this.path("/door"));
    return room.code;
  }

  /** ban bans whoever asked for a song, or lets them back. */
  async ban(title: string, ban: { reason?: string; for?: number; off?: boolean }): Promise<void> {
    await this.room.server.call("POST", this.path("/bans"), { request: await this.request(title), ...ban });
  }

  /** block keeps a song or a word off the board. */
  async block(...add: object[]): Promise<void> {
    await this.room.server.call("POST", this.path("/blocks"), { add });
  }

  private async request(title: string): Promise<string> {
    const { requests } = await this.room.server.call<{ requests: { id: string; title: string }[] }>("GET", this.path("/board?audience=crew"));
    return requests.find((row) => row.title === title)!.id;
  }

  private path(rest = ""): string {
    return `/api/v1/events/${this.room.code}${rest}`;
  }
}
