// The whole dashboard: header, what plays and what is next, the lanes, and
// what opens above them.

import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { Voice } from "../core/speech.tsx";
import { Banner } from "./banner.tsx";
import { Decks } from "./decks.tsx";
import type { Desk } from "./desk.ts";
import { Dialogs } from "./dialogs.tsx";
import { Footer } from "./footer.tsx";
import { Gone } from "./gone.tsx";
import { Header } from "./header.tsx";
import { LaneView } from "./lane.tsx";
import { LogView } from "./logview.tsx";
import { MenuView } from "./menu.tsx";
import { Tabs } from "./tabs.tsx";
import { ToastView } from "./toast.tsx";

export function App({ desk, link }: { desk: Desk; link: string }): VNode | null {
  useSignalEffect(() => {
    if (desk.selection.focusing.value > 0) requestAnimationFrame(() => focusSelected(desk));
  });
  const gig = desk.deck.gig.value;
  if (!gig) return null;
  if (desk.deck.client.link.value.state === "refused") return <Gone desk={desk} gig={gig} />;
  const lane = desk.selection.lane.value;
  const third = desk.third.value;
  return (
    <>
      <Header desk={desk} gig={gig} />
      <Banner desk={desk} gig={gig} />
      {gig.state !== "ended" && <Decks desk={desk} />}
      <Tabs desk={desk} />
      <main class="lanes" data-lane={lane}>
        <LaneView desk={desk} lane="inbox" link={link} />
        <LaneView desk={desk} lane="queue" link={link} />
        {third === "log" ? <LogView desk={desk} /> : <LaneView key={third} desk={desk} lane={third} link={link} />}
      </main>
      {!desk.dialog.value && <ToastView desk={desk} />}
      <Footer desk={desk} />
      <MenuView desk={desk} />
      <Dialogs desk={desk} gig={gig} link={link} />
      <Voice speech={desk.deck.speech} />
    </>
  );
}

/** Gives the selected row the focus, unless somebody types or a dialog is open. */
function focusSelected(desk: Desk): void {
  if (desk.dialog.peek() || desk.menu.peek() || /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? ""))
    return;
  const id = desk.selection.id.peek();
  const lane = document.querySelector<HTMLElement>(`.lane[data-lane="${desk.selection.lane.peek()}"]`);
  const row = id === null ? null : lane?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  // A dialog that closes gives the focus back itself; by now it may be on one of the row's buttons.
  if (row?.contains(document.activeElement)) return row.scrollIntoView({ block: "nearest" });
  const target = row ?? lane;
  target?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}
