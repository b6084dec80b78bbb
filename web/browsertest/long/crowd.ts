import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Server } from "../server.ts";

const program = process.env.CUESLIP_LOADTEST ?? join(import.meta.dirname, "../../../bin/loadtest");

/** The load test's crowd at one event, as a process of its own. */
export class Crowd {
  private readonly child: ChildProcess;

  constructor(server: Server, event: string, ...flags: string[]) {
    this.child = spawn(program, ["run", "--url", server.url, "--token", server.token, "--event", event, "--seed", "7", ...flags], { stdio: "ignore" });
  }

  /** gone says whether the crowd has gone home. */
  get gone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** leave ends the crowd, and waits for it. */
  async leave(): Promise<void> {
    if (this.gone) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
  }
}
