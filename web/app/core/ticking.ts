// One second hand for all elapsed and remaining times on a page.

import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

const hand: Signal<number> = signal(Date.now());

/** Unix ms, changing once a second while ticking. */
export const now: ReadonlySignal<number> = hand;

/** Lets the second hand run; returns how to stop it. */
export function tick(): () => void {
  hand.value = Date.now();
  const timer = setInterval(() => (hand.value = Date.now()), 1000);
  return () => clearInterval(timer);
}
