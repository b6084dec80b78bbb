// When to try again: full jitter over 0–1 s, doubling to 30 s, and from the
// start again after ten seconds of calm.

const LONGEST = 30_000;
const CALM = 10_000;

export class Backoff {
  private tries = 0;
  private readonly random: () => number;

  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** Milliseconds to wait. calm is for how long the last connection held, and
   * least what the server asked for. */
  next(calm: number, least = 0): number {
    if (calm >= CALM) this.tries = 0;
    const most = Math.min(LONGEST, 1000 * 2 ** this.tries);
    this.tries = Math.min(this.tries + 1, 5);
    return least + this.random() * most;
  }

  reset(): void {
    this.tries = 0;
  }
}
