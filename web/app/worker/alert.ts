// Alerts as the service worker gets and shows them, and subscriptions as the server
// is told of them.

/** What the server sends. */
export interface Alert {
  event: string;
  place: string; // the event's title
  request: string;
  number: number;
  song: string;
  turn: "next" | "playing";
}

/** Where an alert leads. */
export function leadsTo(alert: Alert): string {
  return `/e/${alert.event}`;
}

/** Where the words of alerts are kept: a worker has no page whose language it
 * could speak. */
export const WORDS = "/alerts/words";

export interface Words {
  lang: string;
  next: string;
  playing: string;
  number: string; // "No. {number}"
}

/** An alert in words; without any, the song speaks for itself. */
export function inWords({ number, song, place, turn }: Alert, words: Words | null): { title: string; body: string; lang: string } {
  const slip = String(number).padStart(3, "0");
  if (!words) return { title: song, body: `${slip} · ${place}`, lang: "" };
  return { title: words[turn], body: `${words.number.replace("{number}", slip)} · ${song}\n${place}`, lang: words.lang };
}

/** A subscription as the server takes it. */
export function told(subscription: PushSubscription): object {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, keys, key: base64url(subscription.options.applicationServerKey) };
}

export function base64url(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
