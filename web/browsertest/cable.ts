import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Server as Listener, type Socket } from "node:net";

/** A network cable between browsers and a server: when it is pulled nothing is refused and nothing arrives. */
export class Cable {
  private readonly pairs = new Set<readonly [near: Socket, far: Socket]>();
  private readonly listener: Listener;
  private pulled = false;

  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.listener = createServer({ pauseOnConnect: true }, (near) => {
      const pair = [near, connect(Number(port), hostname)] as const;
      this.pairs.add(pair);
      for (const [one, other] of [pair, [pair[1], pair[0]] as const]) {
        one.on("error", () => other.destroy());
        one.on("close", () => {
          other.destroy();
          this.pairs.delete(pair);
        });
      }
      if (!this.pulled) flow(pair);
    });
  }

  /** lay begins to listen and returns the address that browsers use. */
  async lay(): Promise<string> {
    this.listener.listen(0, "127.0.0.1");
    await once(this.listener, "listening");
    return `http://localhost:${(this.listener.address() as AddressInfo).port}`;
  }

  /** pull lets nothing through any more, in either direction. */
  pull(): void {
    this.pulled = true;
    for (const [near, far] of this.pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  /** plug lets new connections through; those from before are lost. */
  plug(): void {
    this.pulled = false;
    for (const [near] of this.pairs) near.destroy();
  }

  remove(): void {
    this.plug();
    this.listener.close();
  }
}

function flow([near, far]: readonly [Socket, Socket]): void {
  near.pipe(far);
  far.pipe(near);
}
