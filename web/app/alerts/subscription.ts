// This browser's subscription at its push service, and what the server is told
// of it. There is one for all boards.

import { call } from "../core/api.ts";
import type { Client } from "../core/client.ts";
import { lang, t } from "../core/tongue.ts";
import { base64url, told, WORDS, type Words } from "../worker/alert.ts";
import { CACHE } from "../worker/kept.ts";
import { isOn, setOn, wasOn, type Whose } from "./kept.ts";

function path(event: string): string {
  return `/events/${event}/alerts`;
}

/** Has this browser told of an event, again if it is already. Throws a Refusal of
 * the server's, or what the browser throws where it cannot subscribe. */
export async function begin(event: string, me: Whose): Promise<void> {
  const worker = await navigator.serviceWorker.ready;
  const { key } = await call<{ key: string }>("GET", path(event));
  let subscription = await worker.pushManager.getSubscription();
  if (subscription && base64url(subscription.options.applicationServerKey) !== key) {
    await subscription.unsubscribe(); // under a key that the server does not give out any more
    subscription = null;
  }
  subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await keepWords();
  await call("PUT", path(event), told(subscription));
  setOn(event, me);
}

/** Has this browser told no more of an event, and of none if it was the last. It
 * is off here first, whatever becomes of the call. */
export async function end(event: string): Promise<void> {
  const others = setOn(event, null);
  const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
  if (!subscription) return;
  if (!others) await subscription.unsubscribe();
  await call("DELETE", path(event), { endpoint: subscription.endpoint });
}

/** Tells the server again what is on, since browsers change their subscriptions
 * and people sign in; and ends it where somebody else has come. */
export function renew(client: Client): void {
  const event = client.board.peek()?.event.code;
  if (!event || !wasOn(event)) return;
  let done = false;
  const stop = client.me.subscribe((me) => {
    if (!me || done) return;
    done = true;
    setTimeout(() => stop());
    const allowed = "Notification" in window && Notification.permission === "granted";
    if (!isOn(event, me)) void end(event).catch(later);
    else if (allowed) void begin(event, me).catch(later);
  });
}

/** What failed is tried again when the page is opened next. */
function later(): void {}

/** Keeps what alerts say, in the page's language, for the service worker. */
async function keepWords(): Promise<void> {
  const words: Words = { lang, next: t("Your song is next"), playing: t("Your song is playing"), number: t("No. {number}", { number: "{number}" }) };
  await (await caches.open(CACHE)).put(WORDS, new Response(JSON.stringify(words)));
}
