// The room's screen. The server's markup is complete; this keeps it true: the
// code that changes, and whether there is one. Without a network the last good
// frame stays, with an amber dot.

import { call, Refusal } from "./core/api.ts";
import { frameOf, type Door } from "./door/frame.ts";

const EVERY_MS = 5_000;

const { event = "", now = "0" } = document.body.dataset;
const skew = Date.now() - Number(now);
const at = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const qr = at<HTMLImageElement>("qr");
const room = at("room");
const code = at("code");
const left = at<HTMLProgressElement>("left");
const dot = at("dot");

let until = room.hidden ? Infinity : Date.now() + left.value;
let due = 0;

/** Puts a picture up once it is here, so that the one before never leaves a hole. */
async function show(address: string): Promise<void> {
  if (qr.getAttribute("src") === address) return;
  const next = new Image();
  next.src = address;
  await next.decode();
  qr.src = address;
}

async function refresh(): Promise<void> {
  try {
    const frame = frameOf(event, await call<Door>("GET", `/events/${event}/door`), skew);
    await show(frame.qr);
    room.hidden = frame.code === "";
    code.textContent = frame.code;
    until = frame.until;
    due = Math.min(due, until + 250);
    dot.hidden = true;
  } catch (problem) {
    dot.hidden = false;
    if (problem instanceof Refusal && /^(sign_in|forbidden|not_found)$/.test(problem.code)) retire();
  }
}

/** Whoever put the screen up may not any more: a code that nobody renews would mislead. */
function retire(): void {
  room.hidden = true;
  until = Infinity;
  show(`/e/${event}/qr.svg`).catch(() => undefined); // then the one before stays
}

function tick(): void {
  const time = Date.now();
  if (Number.isFinite(until)) left.value = Math.max(0, until - time);
  if (time < due) return;
  due = time + EVERY_MS;
  void refresh();
}

/** Keeps the screen on, again whenever it is looked at again. */
function wake(): void {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => undefined);
}

setInterval(tick, 250);
document.addEventListener("visibilitychange", wake);
wake();
