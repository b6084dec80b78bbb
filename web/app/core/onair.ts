// What is on air. After longer than a song lasts nobody knows whether it still
// plays: somebody forgot to say. Then nothing is said rather than a lie.

const BELIEVED_MS = 8 * 60_000;

/** What plays, as long as that can be believed. */
export function onAir<T extends { played_at: number; still_at: number }>(playing: T | null, now: number): T | null {
  return playing && now - Math.max(playing.played_at, playing.still_at) < BELIEVED_MS ? playing : null;
}
