// The DJ's home: the server's list, brought to life.

import { call, Refusal } from "./core/api.ts";
import { date, time } from "./core/format.ts";
import { uuid7 } from "./core/ids.ts";
import { t } from "./core/tongue.ts";
import type { Gig } from "./core/words.ts";
import { countHere } from "./dj/here.ts";
import { forget, keepOffline, tellOffline } from "./dj/offline.ts";
import { beginRehearsal } from "./dj/rehearse.ts";
import { fieldOf, soon, startOf, zone } from "./dj/plan.ts";
import { share } from "./dj/share.ts";

/** How long the server takes the ending of an event back. */
const END_UNDO_MS = 10_000;

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T | null;

/** Says what happened, with one thing to do about it. */
function tell(text: string, offer?: { label: string; run: () => void }): void {
  const told = find("told");
  if (!told) return;
  told.textContent = text;
  told.hidden = false;
  if (!offer) return;
  const button = document.createElement("button");
  button.textContent = offer.label;
  button.addEventListener("click", offer.run);
  told.append(button);
}

const sentence = (problem: unknown) => (problem instanceof Refusal ? problem.message : t("This did not work."));

function beginForm(form: HTMLFormElement): void {
  const starts = find<HTMLInputElement>("starts-at");
  const title = find<HTMLInputElement>("title");
  const button = form.querySelector("button");
  const problem = find("problem");
  const zoneName = find("zone");
  const details = form.querySelector("details");
  if (!starts || !title || !button || !problem) return;
  button.disabled = false;
  if (zoneName && zone()) zoneName.textContent = `, ${zone()}`;
  starts.min = fieldOf(Date.now());
  details?.addEventListener("toggle", () => {
    starts.value = details.open ? fieldOf(soon(Date.now())) : "";
    button.textContent = details.open ? t("Schedule") : t("Start");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const at = startOf(starts.value);
    if (at === null || title.value.trim() === "") return;
    button.disabled = true;
    problem.hidden = true;
    const body = { title: title.value.trim(), zone: zone(), ...(at > 0 ? { starts_at: at } : {}) };
    call<{ code: string }>("POST", "/events", body)
      .then(({ code }) => location.assign(`/dj/${code}`))
      .catch((refusal: unknown) => {
        button.disabled = false;
        problem.textContent = sentence(refusal);
        problem.hidden = false;
        title.focus();
      });
  });
}

function beginShare(button: HTMLButtonElement, title: string, link: string): void {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const how = await share(title, link);
    if (how === "copied") tell(t("Copied: {link}", { link }));
    if (how === "shown") tell(link);
  });
}

function beginEvent(card: HTMLElement): void {
  const { code, link, title } = card.dataset;
  if (!code || !link || !title) return;
  const shareButton = card.querySelector<HTMLButtonElement>(".share");
  const endButton = card.querySelector<HTMLButtonElement>(".end");
  if (shareButton) beginShare(shareButton, title, link);
  const gate = card.querySelector<HTMLInputElement>(".gate");
  if (gate?.parentElement) {
    gate.parentElement.hidden = false;
    gate.addEventListener("change", () => void takeEarly(card, gate, code));
  }
  if (endButton) {
    endButton.hidden = false;
    endButton.addEventListener("click", () => void end(card, endButton, code, title));
  }
}

/** Opens or closes a scheduled event for requests. */
async function takeEarly(card: HTMLElement, gate: HTMLInputElement, code: string): Promise<void> {
  gate.disabled = true;
  try {
    const gateNow = gate.checked ? "open" : "closed";
    await call<{ event: Gig }>("PATCH", `/events/${code}`, { gate: gateNow, change: uuid7() });
    const says = card.querySelector(".early-link")?.firstChild;
    if (says) says.textContent = `${gate.checked ? t("Open for requests") : t("Requests open when it starts")} · `;
  } catch (problem) {
    gate.checked = !gate.checked;
    tell(sentence(problem));
  }
  gate.disabled = false;
}

/** Ends an event at once, and takes it back for ten seconds. */
async function end(card: HTMLElement, button: HTMLButtonElement, code: string, title: string): Promise<void> {
  const change = uuid7();
  button.disabled = true;
  try {
    await call<{ event: Gig }>("PATCH", `/events/${code}`, { state: "ended", change });
  } catch (problem) {
    button.disabled = false;
    tell(sentence(problem));
    return;
  }
  card.classList.add("ended");
  const settle = setTimeout(() => location.reload(), END_UNDO_MS);
  tell(t("“{title}” has ended.", { title }), {
    label: t("Undo"),
    run: () => {
      clearTimeout(settle);
      call("POST", `/events/${code}/undo`, { change })
        .then(() => location.reload())
        .catch((problem: unknown) => tell(sentence(problem)));
    },
  });
}

/** Times in the viewer's own zone; the server wrote them in the event's. */
function localise(element: HTMLTimeElement): void {
  const at = new Date(element.dateTime).getTime();
  if (Number.isNaN(at)) return;
  element.title = element.textContent ?? "";
  const year = new Date(at).getFullYear();
  element.textContent = `${date(at)}${year === new Date().getFullYear() ? "" : ` ${year}`} ${time(at)}`;
}

const form = find<HTMLFormElement>("new-event");
if (form) beginForm(form);
const rehearse = find("rehearse");
if (rehearse) beginRehearsal(rehearse, (problem) => tell(sentence(problem)));
for (const card of document.querySelectorAll<HTMLElement>(".event")) beginEvent(card);
const permanent = find("permanent");
const shareLink = permanent?.querySelector<HTMLButtonElement>(".share");
if (permanent && shareLink) beginShare(shareLink, permanent.dataset.title ?? "", permanent.dataset.link ?? "");
for (const element of document.querySelectorAll("time")) localise(element);
countHere(document.querySelectorAll<HTMLElement>(".event"));
tellOffline();
keepOffline();
const out = find<HTMLButtonElement>("sign-out");
if (out) {
  out.hidden = false;
  out.addEventListener("click", () => {
    call("DELETE", "/session")
      .then(forget)
      .then(() => location.assign("/dj"))
      .catch((problem: unknown) => tell(sentence(problem)));
  });
}
// Going back shows the list as it is now, not as it was kept.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
