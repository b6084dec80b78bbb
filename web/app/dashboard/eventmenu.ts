// The two menus of the header: of the event, and of its gate.

import { span } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Gate, Gig } from "../core/words.ts";
import { act, action, offered } from "./actions.ts";
import type { Desk, MenuItem } from "./desk.ts";
import { popsOut } from "./mini.tsx";
import { themes, type Theme } from "./settings.ts";

export const gates: readonly { gate: Gate; label: string; glyph: string }[] = [
  { gate: "open", label: t("Open"), glyph: "○" },
  { gate: "last_call", label: t("Last call"), glyph: "◐" },
  { gate: "closed", label: t("Closed"), glyph: "●" },
];

/** Minutes of a last call that is over by itself. */
const lastCalls = [5, 10, 20];

const themeNames: Record<Theme, string> = {
  dark: t("Theme: dark"),
  light: t("Theme: light"),
  blackout: t("Theme: blackout"),
};

export function gateMenu(desk: Desk, gig: Gig): MenuItem[] {
  const closing = gig.closes_at > 0;
  const items: MenuItem[] = gates.map(({ gate, label, glyph }) => ({
    label: `${glyph} ${label}`,
    checked: gig.gate === gate && !closing,
    ...(gate === "last_call"
      ? { key: desk.key("last_call") }
      : gate === (gig.gate === "closed" ? "open" : "closed")
        ? { key: desk.key("gate") }
        : {}),
    run: () => desk.event.gate(gate),
  }));
  const timed = lastCalls.map((minutes) => ({
    label: `◐ ${t("Last call for {time}", { time: span(minutes * 60_000) })}`,
    run: () => desk.event.gate("last_call", minutes),
  }));
  if (gig.state === "live") items.splice(2, 0, ...timed);
  items.push({ label: t("Voting"), checked: gig.voting, run: () => desk.event.voting(!gig.voting) });
  if (gig.state === "scheduled") items.unshift({ label: t("Go live now"), run: () => desk.event.goLive() });
  items.push({ label: t("End the event"), danger: true, run: () => act(desk, "end") });
  return items;
}

export function eventMenu(desk: Desk): MenuItem[] {
  const item = (name: string, more: Partial<MenuItem> = {}): MenuItem[] => {
    const found = action(name);
    if (!offered(desk, found)) return [];
    const { label, can } = found;
    return [{ label, key: desk.key(name), disabled: !(can?.(desk) ?? true), run: () => act(desk, name), ...more }];
  };
  const theme = desk.settings.theme.peek();
  return [
    ...item("own"),
    ...item("announce"),
    ...item("sweep"),
    ...item("limits"),
    ...item("admission"),
    ...item("blocks"),
    ...item("bans"),
    ...item("crew"),
    ...item("share"),
    ...item("voting", { label: t("Voting"), checked: desk.deck.gig.peek()?.voting ?? true }),
    ...item("turns", { label: t("Inbox by fair turns"), checked: desk.settings.turns.peek() }),
    ...item("hold", { checked: desk.inbox.held.peek() }),
    ...item("search"),
    ...item("undo"),
    ...item("phone"),
    ...(popsOut() ? item("pop_out") : []),
    ...themes.map((name) => ({
      label: themeNames[name],
      checked: theme === name,
      run: () => void (desk.settings.theme.value = name),
    })),
    ...item("keys", { label: t("Single keys"), checked: desk.settings.keys.peek() }),
    ...item("palette"),
    ...item("help"),
    ...item("home"),
    ...item("account"),
    ...item("end", { danger: true }),
  ];
}
