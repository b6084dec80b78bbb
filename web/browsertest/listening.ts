import { type CDPSession, type Worker } from "@playwright/test";
import { Phone } from "./phone.ts";
import type { Room } from "./room.ts";

const keys = { p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", auth: "BTBZMqHH6r4Tts7J_aSIgg" };

/** A phone whose browser has a push service. Chromium's own is out of reach here:
 * subscribing is answered at the browser's edge, and messages are delivered to the
 * service worker as Chromium delivers them. All between these is real. */
export class Listening {
  private session?: CDPSession;
  private registration = "";

  constructor(
    readonly phone: Phone,
    private readonly room: Room,
  ) {}

  /** with gives a phone's browser the push service, from its next page on. */
  static async with(phone: Phone, room: Room): Promise<Listening> {
    await phone.context.grantPermissions(["notifications"], { origin: room.server.url });
    await phone.page.addInitScript((keys) => {
      const at = "push.subscription";
      const made = (): PushSubscription | null => {
        const endpoint = sessionStorage.getItem(at);
        const key = sessionStorage.getItem(at + ".key")!;
        if (!endpoint) return null;
        const bytes = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
        const unsubscribe = async () => {
          sessionStorage.removeItem(at);
          return true;
        };
        return { endpoint, options: { applicationServerKey: bytes.buffer, userVisibleOnly: true }, toJSON: () => ({ endpoint, keys }), unsubscribe } as unknown as PushSubscription;
      };
      PushManager.prototype.getSubscription = async () => made();
      PushManager.prototype.subscribe = async (options) => {
        if (!options?.userVisibleOnly) throw new Error("browsers want to be told that alerts are seen");
        sessionStorage.setItem(at + ".key", options.applicationServerKey as string);
        sessionStorage.setItem(at, `https://push.example/send/${crypto.randomUUID()}`);
        return made()!;
      };
    }, keys);
    await phone.page.reload();
    await phone.live();
    return new Listening(phone, room);
  }

  /** deliver has the push service deliver what the server sends. */
  async deliver(request: string, turn: "next" | "playing"): Promise<void> {
    this.session ??= await this.registered();
    const data = JSON.stringify({ event: this.room.code, place: "A night", request, number: 1, song: "Slow Ferry", turn });
    await this.session.send("ServiceWorker.deliverPushMessage", { origin: this.room.server.url, registrationId: this.registration, data });
  }

  private async registered(): Promise<CDPSession> {
    const session = await this.phone.context.newCDPSession(this.phone.page);
    const found = new Promise<void>((done) =>
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        this.registration = registrations.find(({ scopeURL }) => scopeURL.startsWith(this.room.server.url))?.registrationId ?? this.registration;
        if (this.registration) done();
      }),
    );
    await session.send("ServiceWorker.enable");
    await found;
    return session;
  }

  /** shown are the notifications on the phone, as title, text and tag. */
  async shown(): Promise<string[][]> {
    return this.worker.evaluate(async () => {
      const { registration } = globalThis as unknown as Scope;
      return (await registration.getNotifications()).map(({ title, body, tag }) => [title, body, tag]);
    });
  }

  /** press presses the notification, and returns where that leads: to an open page
   * or to a new one. Browsers let a finger alone do that, so both are noted instead. */
  async press(): Promise<string[]> {
    return this.worker.evaluate(async () => {
      const scope = globalThis as unknown as Scope;
      const done: string[] = [];
      scope.WindowClient.prototype.focus = async function () {
        done.push(`focus ${new URL(this.url).pathname}`);
      };
      scope.clients.openWindow = async (url) => void done.push(`open ${url}`);
      const [notification] = await scope.registration.getNotifications();
      const press = new scope.NotificationEvent("notificationclick", { notification: notification! });
      let pressed: Promise<unknown> = Promise.resolve();
      press.waitUntil = (work) => void (pressed = work);
      scope.dispatchEvent(press);
      await pressed;
      return done;
    });
  }

  /** moves has the push service give the browser another endpoint, and returns how
   * the server answered when it was told. */
  async moves(from: string): Promise<number[]> {
    return this.worker.evaluate(
      async ({ from, keys }) => {
        const scope = globalThis as unknown as Scope;
        const { key } = (await (await fetch(`/api/v1/events/${from.split("#")[1]}/alerts`)).json()) as { key: string };
        const bytes = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
        const at = (endpoint: string) => ({ endpoint, options: { applicationServerKey: bytes }, toJSON: () => ({ endpoint, keys }) });
        const answers: number[] = [];
        const { fetch: real } = scope;
        scope.fetch = async (...call) => {
          const answer = await real(...call);
          answers.push(answer.status);
          return answer;
        };
        for (const to of ["https://push.example/send/moved", "https://push.example/send/again"]) {
          const change = Object.assign(new Event("pushsubscriptionchange"), { oldSubscription: at(from.split("#")[0]!), newSubscription: at(to) });
          let followed: Promise<unknown> = Promise.resolve();
          Object.assign(change, { waitUntil: (work: Promise<unknown>) => (followed = work) });
          scope.dispatchEvent(change);
          await followed;
        }
        scope.fetch = real;
        return answers;
      },
      { from: `${from}#${this.room.code}`, keys },
    );
  }

  private get worker(): Worker {
    return this.phone.context.serviceWorkers()[0]!;
  }
}

/** As much of a service worker as is looked at here. */
interface Scope {
  registration: ServiceWorkerRegistration;
  clients: { openWindow(url: string): Promise<void> };
  WindowClient: { prototype: { url: string; focus(this: { url: string }): Promise<void> } };
  NotificationEvent: new (type: string, init: { notification: Notification }) => Event & { waitUntil(work: Promise<unknown>): void };
  fetch: typeof fetch;
  dispatchEvent(event: Event): void;
}
