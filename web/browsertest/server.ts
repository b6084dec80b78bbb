import { spawn, execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.CUESLIP_BIN ?? join(import.meta.dirname, "../../bin/cueslip");

/** A real server on a database of its own, as a user would start it. */
export class Server {
  url = "";
  token = "";
  private readonly folder = mkdtempSync(join(tmpdir(), "cueslip-browser-"));
  private child?: ChildProcess;
  private log: string[] = [];

  constructor(private readonly flags: string[] = []) {}

  /** start runs the server and waits until it is ready, on the port it had before, if any. */
  async start(): Promise<void> {
    const addr = this.url === "" ? "127.0.0.1:0" : `127.0.0.1:${new URL(this.url).port}`;
    const child = spawn(binary, ["serve", "--addr", addr, "--ops-addr", "127.0.0.1:0", "--guest-rate", "0", ...this.flags, ...this.database()]);
    this.child = child;
    child.stderr.on("data", (data: Buffer) => this.log.push(data.toString()));
    this.url = await new Promise<string>((ready, failed) => {
      createInterface(child.stdout).on("line", (line) => {
        if (line.startsWith("ready ")) ready(line.slice("ready ".length));
      });
      child.on("error", failed);
      child.on("exit", () => failed(new Error(`the server ended before it was ready:\n${this.log.join("")}`)));
    });
  }

  /** kill ends the server as a power cut would. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** stop ends the server and throws its data away. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** addDJ adds a DJ beside the running server and returns their link. */
  addDJ(name: string): string {
    const link = this.command("user", "add", "--name", name, "--role", "dj", "--public-url", this.url);
    this.token = this.command("token", "create", "--user", name);
    return link;
  }

  /** addMember adds somebody who opens no events, and returns their link. */
  addMember(name: string): string {
    return this.command("user", "add", "--name", name, "--role", "member", "--public-url", this.url);
  }

  /** stuff has so many made guests vote for a request. */
  async stuff(event: string, request: string, votes: number): Promise<void> {
    const headers = { "content-type": "application/json" };
    for (let i = 0; i < votes; i++) {
      const made = await fetch(`${this.url}/api/v1/guests`, { method: "POST", headers, body: "{}" });
      const { token } = (await made.json()) as { token: string };
      const path = `/api/v1/events/${event}/requests/${request}/vote`;
      const voted = await fetch(this.url + path, { method: "PUT", headers: { ...headers, authorization: `Bearer ${token}` } });
      if (!voted.ok) throw new Error(`a made vote: ${voted.status} ${await voted.text()}`);
    }
  }

  /** link makes a fresh sign-in link for somebody. */
  link(name: string): string {
    return this.command("user", "link", "--name", name, "--public-url", this.url);
  }

  /** openEvent opens an event of the DJ added last and returns its code. */
  async openEvent(title: string): Promise<string> {
    const { code } = await this.call<{ code: string }>("POST", "/api/v1/events", { title });
    return code;
  }

  /** call uses the API with the DJ's token, or another. */
  async call<T>(method: string, path: string, body?: object, token = this.token): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private command(...args: string[]): string {
    return execFileSync(binary, [...args, ...this.database()], { encoding: "utf8" }).trim();
  }

  private database(): string[] {
    return ["--database-url", `sqlite:${join(this.folder, "cueslip.db")}`];
  }

  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}
