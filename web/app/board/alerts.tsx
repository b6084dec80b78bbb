// Alerts when one's own song is next or plays: off until they are asked for,
// offered after a first song was accepted, and switched off in the same place.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { declined, isOn, setDeclined } from "../alerts/kept.ts";
import { begin, end } from "../alerts/subscription.ts";
import { Refusal } from "../core/api.ts";
import { t } from "../core/tongue.ts";
import type { Page } from "./page.ts";

/** What can be said of alerts at the moment. */
type State = "none" | "install" | "blocked" | "offered" | "on" | "off";

const accepted: ReadonlySet<string> = new Set(["accepted", "playing", "played"]);

export function Alerts({ page }: { page: Page }): VNode | null {
  const field = useRef<HTMLInputElement>(null);
  const decisions = useSignal(0); // made here, by a person who goes on from there
  const busy = useSignal(false);
  useEffect(() => {
    if (decisions.value > 0) field.current?.focus();
  }, [decisions.value]);
  const state = stateOf(page);

  const decline = () => {
    setDeclined();
    decisions.value++;
  };
  const turn = async (on: boolean) => {
    if (busy.value) return;
    busy.value = true;
    try {
      await (on ? switchOn(page) : switchOff(page));
    } catch (problem) {
      page.speech.alert(problem instanceof Refusal ? problem.message : t("This browser cannot get alerts at the moment."));
    }
    busy.value = false;
    decisions.value++;
  };

  switch (state) {
    case "install":
      return (
        <div class="offer">
          <p>{t("Alerts on an iPhone need Cueslip on the Home Screen: tap Share, then Add to Home Screen, and open it there.")}</p>
          <NotNow decline={decline} />
        </div>
      );
    case "blocked":
      return (
        <div class="offer">
          <p>{t("This browser blocks alerts from here. Its settings for this site can allow them.")}</p>
        </div>
      );
    case "offered":
      return (
        <div class="offer">
          <p>{t("Get an alert when your song is next, and when it plays?")}</p>
          <button class="button" disabled={busy.value} onClick={() => void turn(true)}>
            {t("Alert me")}
          </button>
          <NotNow decline={decline} />
        </div>
      );
    case "on":
    case "off":
      return (
        <div class="preferences">
          <label>
            <input type="checkbox" ref={field} checked={state === "on"} disabled={busy.value} onChange={(e) => void turn(e.currentTarget.checked)} />
            {t("Alert me when my song is next or plays")}
          </label>
        </div>
      );
    default:
      return null;
  }
}

function NotNow({ decline }: { decline: () => void }): VNode {
  return (
    <button class="button quiet" onClick={decline}>
      {t("Not now")}
    </button>
  );
}

/** Asks the browser's person first, while their tap still counts for that. */
async function switchOn(page: Page): Promise<void> {
  const me = page.client.me.peek();
  if (!me || (await Notification.requestPermission()) !== "granted") return; // the place says so
  await begin(eventOf(page), me);
  page.speech.say(t("Alerts are on."));
}

async function switchOff(page: Page): Promise<void> {
  setDeclined();
  await end(eventOf(page));
  page.speech.say(t("Alerts are off."));
}

function eventOf(page: Page): string {
  return page.client.board.peek()!.event.code;
}

function stateOf(page: Page): State {
  const board = page.client.board.value;
  const me = page.client.me.value;
  if (!board || !me || page.ended.value || !("serviceWorker" in navigator)) return "none";
  const on = isOn(board.event.code, me);
  if (!on && !wasAccepted(page)) return "none";
  if (!("PushManager" in window) || !("Notification" in window)) return onHomeScreen() === false && !declined() ? "install" : "none";
  if (Notification.permission === "denied") return "blocked";
  if (on) return "on";
  return declined() ? "off" : "offered";
}

/** Whether the page is on the Home Screen of an iPhone; null on anything else. */
function onHomeScreen(): boolean | null {
  return (navigator as { standalone?: boolean }).standalone ?? null;
}

function wasAccepted(page: Page): boolean {
  const rows = page.client.board.value?.rows;
  const slips = page.client.me.value?.slips ?? [];
  return page.mine.value.some((id) => accepted.has((rows?.get(id) ?? slips.find((slip) => slip.id === id))?.status ?? ""));
}
