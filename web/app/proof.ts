// The work that an event may ask of each device, loaded only where one does.

import { fitting } from "./board/proof.ts";

/** How long the page's own thread may be busy at a time, in ms. A worker would
 * be none the faster. */
const SLICE = 12;

/** Finds an answer to a piece of work, a little at a time, so that the page
 * goes on under the finger. */
export async function solve(work: string, bits: number): Promise<string> {
  for (let from = 0; ; ) {
    const end = performance.now() + SLICE;
    while (performance.now() < end) {
      const answer = fitting(work, bits, from, 500);
      if (answer !== null) return answer;
      from += 500;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}
