import type { Page, WebSocketRoute } from "@playwright/test";

/** The line between a page and its server, which a test can make slow, deaf or break. */
export class Line {
  private state: "open" | "held" | "dead" = "open";
  private breaking = false;
  private kept: (() => void)[] = [];
  private socket?: WebSocketRoute;

  /** under puts it under a page that is not open yet; its context has no service worker. */
  async under(page: Page): Promise<void> {
    await page.routeWebSocket(/\/live/, (socket) => {
      this.socket = socket;
      const server = socket.connectToServer();
      server.onMessage((message) => this.deliver(socket, String(message)));
    });
    await page.route(/\/board/, (call) => (this.state === "dead" ? call.abort() : call.continue()));
  }

  /** hold keeps back what the server says, until it is let go. */
  hold(): void {
    this.state = "held";
  }

  /** held is how many messages of the server were kept back. */
  get held(): number {
    return this.kept.length;
  }

  /** letGo delivers what was kept back, and everything from now on. */
  letGo(): void {
    this.state = "open";
    for (const deliver of this.kept.splice(0)) deliver();
  }

  /** die lets nothing come any more, though nobody hangs up. */
  die(): void {
    this.state = "dead";
  }

  /** breakAtAnswer hangs up instead of delivering the next answer to a command. */
  breakAtAnswer(): void {
    this.breaking = true;
  }

  private deliver(socket: WebSocketRoute, message: string): void {
    if (this.state === "dead" || socket !== this.socket) return;
    if (this.breaking && message.startsWith('{"type":"ack"')) {
      this.breaking = false;
      void socket.close({ code: 1001 });
    } else if (this.state === "held") this.kept.push(() => socket.send(message));
    else socket.send(message);
  }
}
