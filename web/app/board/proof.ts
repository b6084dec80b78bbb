// The rule of the work that an event may ask for: the SHA-256 of the work and
// the answer together begins with so many zero bits.

import { sha256 } from "../core/sha256.ts";

const DIGITS = 9; // of an answer: far more than any work takes

/** The first answer that fits among `count` of them, or null. */
export function fitting(work: string, bits: number, from: number, count: number): string | null {
  const message = new TextEncoder().encode(work + String(from).padStart(DIGITS, "0"));
  for (let n = from; n < from + count; n++) {
    if (zeros(sha256(message)) >= bits) return String(n).padStart(DIGITS, "0");
    increment(message);
  }
  return null;
}

/** Adds one to the number that the bytes end with. */
function increment(digits: Uint8Array): void {
  let i = digits.length - 1;
  for (; digits[i] === 0x39; i--) digits[i] = 0x30;
  digits[i]!++;
}

/** How many zero bits a hash begins with, of the first 64. */
function zeros(hash: Uint32Array): number {
  const head = Math.clz32(hash[0]!);
  return head < 32 ? head : head + Math.clz32(hash[1]!);
}
