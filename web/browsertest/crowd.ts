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
  const { token } = await room.server.call<{ token: string }>("POST", "/api/v1/guests", { name: "Otto" }, "");
  const path = `/api/v1/events/${room.code}/requests`;
  const asked: string[] = [];
  for (const [i, [title, artist]] of songs.entries()) {
    const request = id(i);
    await room.server.call("POST", path, { id: request, title, artist }, token);
    asked.push(request);
  }
  const moves = [{ status: "playing" }, { status: "playing" }, { status: "accepted" }, { next: true }, { status: "declined", reason: "dont_have" }];
  for (const [i, move] of moves.entries()) await room.server.call("PATCH", `${path}/${asked.at(-1 - i)}`, move);
}
