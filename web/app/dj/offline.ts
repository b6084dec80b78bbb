// The list where there is no network: it says how old it is, and what has to
// wait.

import { date, time } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import { forgetList } from "../worker/list.ts";
import { register } from "../worker/register.ts";

/** What needs the server. Links may be copied without it. */
const NEEDS = "#new-event button, .end, .gate, .export button, #sign-out";

/** How often a kept list looks for the server. */
const RETRY = 5000;

/** Keeps the list on this device for as long as its DJ is signed in. */
export function keepOffline(): void {
  if ("serviceWorker" in navigator) void register().catch(() => undefined); // the page works without
}

/** Forgets it, as a sign-out does. */
export async function forget(): Promise<void> {
  if ("caches" in window) await forgetList();
}

/** Says when the page is not the server's present one. */
export function tellOffline(): void {
  const note = document.getElementById("offline");
  if (!note) return;
  const kept = Number(document.body.dataset["kept"]) || 0;
  const opened = Date.now();
  const say = (away: boolean) => {
    note.hidden = !away;
    if (away) {
      const at = kept || opened;
      note.textContent = t("No network. This is your list as of {date} {time}; starting, ending and exports wait for one.", { date: date(at), time: time(at) });
    }
    for (const control of document.querySelectorAll<HTMLButtonElement | HTMLInputElement>(NEEDS)) control.disabled = away;
  };
  if (kept || !navigator.onLine) say(true);
  addEventListener("offline", () => say(true));
  addEventListener("online", () => (kept ? void comeBack() : say(false)));
  if (kept) setInterval(() => void comeBack(), RETRY);
}

/** Loads the list anew once the server answers: a network alone is not enough. */
async function comeBack(): Promise<void> {
  try {
    if ((await fetch("/healthz")).ok) location.reload();
  } catch {
    // It does not yet.
  }
}
