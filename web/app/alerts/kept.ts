// What this browser remembers of alerts: for which boards they are on, and in
// whose name; and that they were not wanted last.

import { keep, read } from "../core/keep.ts";
import type { MeFrame } from "../core/words.ts";

const alertsKey = "cueslip.alerts";

/** How many boards are remembered; alerts end a day after their event. */
const BOARDS = 20;

export type Whose = Pick<MeFrame, "person" | "signed">;

interface Kept {
  declined: boolean;
  on: Record<string, Whose>;
}

function kept(): Kept {
  return { declined: false, on: {}, ...read<Partial<Kept>>(alertsKey) };
}

export function declined(): boolean {
  return kept().declined;
}

export function setDeclined(): void {
  keep(alertsKey, { ...kept(), declined: true } satisfies Kept);
}

/** Reports whether alerts of an event are on for this person. A guest who has
 * signed in since is the same; whoever comes after one who signed out is not. */
export function isOn(event: string, me: Whose): boolean {
  const whose = kept().on[event];
  return !!whose && (whose.person === me.person || (!whose.signed && me.signed));
}

/** Notes that alerts of an event are on, or off, and returns whether any are. */
export function setOn(event: string, me: Whose | null): boolean {
  const { on, declined } = kept();
  delete on[event];
  const others = Object.entries(on).slice(1 - BOARDS);
  const next = Object.fromEntries(me ? [...others, [event, { person: me.person, signed: me.signed }] as const] : others);
  keep(alertsKey, { declined: declined && !me, on: next } satisfies Kept);
  return Object.keys(next).length > 0;
}

/** Reports whether anybody had alerts of an event on in this browser. */
export function wasOn(event: string): boolean {
  return event in kept().on;
}
