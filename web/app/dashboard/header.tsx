// The header: the gate, the event, how many are here, for how long.

import type { VNode } from "preact";
import { elapsed, number, time } from "../core/format.ts";
import { plural, rich, t } from "../core/tongue.ts";
import { open, type Gig } from "../core/words.ts";
import { act, action, offered } from "./actions.ts";
import { isDown, Line } from "./banner.tsx";
import type { Desk } from "./desk.ts";
import { eventMenu, gateMenu, gates } from "./eventmenu.ts";
import { printed } from "./keys.ts";
import { now } from "../core/ticking.ts";

/** What stands in the header where there is room. */
const tools: readonly [name: string, label: string][] = [
  ["announce", t("Announce")],
  ["limits", t("Crowd")],
  ["crew", t("Crew")],
  ["share", t("Share")],
];

export function Header({ desk, gig }: { desk: Desk; gig: Gig }): VNode {
  const here = desk.deck.client.board.value?.here ?? 0;
  const fixed = !desk.deck.runs.value;
  return (
    <header class="head">
      <GateButton desk={desk} gig={gig} fixed={fixed} />
      <h1 class="head-title">
        <bdi>{gig.title}</bdi>
      </h1>
      {gig.announcement && gig.state !== "ended" && (
        <button type="button" class="said" title={gig.announcement} onClick={() => act(desk, "announce")}>
          <span aria-hidden="true">⚑</span>
          <span class="unseen">{t("Announcement:")} </span>
          <bdi>{gig.announcement}</bdi>
        </button>
      )}
      <Suspects desk={desk} />
      {isDown(desk) ? (
        <Line desk={desk} />
      ) : (
        <p class="head-facts">
          <span class="here" title={t("Live connections")}>
            {rich("{number} here", { number: <b class="figure">{number(here)}</b> })}
          </span>
          <Others names={desk.deck.others.value} />
          <Since gig={gig} />
        </p>
      )}
      <nav class="head-tools" aria-label={t("Event")}>
        {tools
          .filter(([name]) => offered(desk, action(name)))
          .map(([name, label]) => (
            <button
              key={name}
              type="button"
              class="tool"
              disabled={!(action(name).can?.(desk) ?? true)}
              onClick={() => act(desk, name)}
            >
              {label}
            </button>
          ))}
        <button type="button" class="tool" onClick={() => act(desk, "palette")}>
          <kbd>{printed("Ctrl+K")}</kbd>
          <span class="unseen"> {t("All actions")}</span>
        </button>
      </nav>
      <button
        type="button"
        class="dots"
        aria-label={t("Event menu")}
        aria-haspopup="menu"
        onClick={(event) =>
          (desk.menu.value = { label: t("Event menu"), at: event.currentTarget, items: eventMenu(desk) })
        }
      >
        ⋯
      </button>
    </header>
  );
}

/** Who else is at the desk: one by name, more by how many where there is no room. */
function Others({ names }: { names: readonly string[] }): VNode | null {
  const [first, ...more] = names;
  if (first === undefined) return null;
  const all = names.join(", ");
  return (
    <span class="others" title={t("Also at the desk: {names}", { names: all })}>
      <span class="unseen">{t("Also at the desk: {names}", { names: all })}</span>
      <span class="others-few" aria-hidden="true">
        + {more.length === 0 ? <bdi>{first}</bdi> : number(names.length)}
      </span>
      <span class="others-all" aria-hidden="true">
        + <bdi>{all}</bdi>
      </span>
    </span>
  );
}

function GateButton({ desk, gig, fixed }: { desk: Desk; gig: Gig; fixed: boolean }): VNode {
  if (gig.state === "ended") return <span class="gate ended label">{t("Ended")}</span>;
  const label = gig.state === "scheduled" ? t("Scheduled") : gates.find((each) => each.gate === gig.gate)!.label;
  const look = `gate label ${gig.state === "scheduled" ? "scheduled" : gig.gate}`;
  if (fixed) return <span class={look}>{label}</span>;
  return (
    <button
      type="button"
      class={look}
      aria-haspopup="menu"
      aria-label={t("Requests: {state}. Change", { state: label })}
      onClick={(event) =>
        (desk.menu.value = { label: t("Requests"), at: event.currentTarget, items: gateMenu(desk, gig) })
      }
    >
      {label}
      {gig.closes_at > 0 && <span class="figure closes">{elapsed(gig.closes_at - now.value)}</span>}
    </button>
  );
}

/** How many waiting requests have votes that look made; it leads to the one with the most. */
function Suspects({ desk }: { desk: Desk }): VNode | null {
  const rows = desk.deck.rows.value;
  const waits = (id: string) => open(rows.get(id)?.status ?? "played");
  const suspects = [...desk.deck.lanes.value.groups].filter(([id, group]) => group.suspect > 0 && waits(id));
  if (suspects.length === 0) return null;
  const [worst] = suspects.reduce((most, each) => (each[1].suspect > most[1].suspect ? each : most));
  const text = plural(suspects.length, "{n} request has votes that look made", "{n} requests have votes that look made");
  return (
    <button
      type="button"
      class="suspects"
      title={text}
      aria-label={`${text}. ${t("Go there")}`}
      onClick={() => desk.selection.find(worst)}
    >
      ⚠ <span class="figure">{number(suspects.length)}</span>
    </button>
  );
}

function Since({ gig }: { gig: Gig }): VNode | null {
  if (gig.state === "ended") return <span class="over">{t("ended {time}", { time: time(gig.ended_at) })}</span>;
  if (gig.state === "scheduled" || !gig.starts_at) return null; // a banner says when
  return (
    <span class="figure since" title={t("Since {time}", { time: time(gig.starts_at) })}>
      {elapsed(now.value - gig.starts_at)}
    </span>
  );
}
