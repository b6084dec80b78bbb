import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { queue } from "../core/board.ts";
import { classes, elapsed, slip, time } from "../core/format.ts";
import { now } from "../core/ticking.ts";
import { plural, rich, t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import { lasting } from "./ban.ts";
import type { Page } from "./page.ts";

/** One reserved room under what plays: my turn, a ban, the DJ's words, what is
 * next, or how this works; the most pressing one wins. It keeps its height, so that
 * the list below never jumps; long words unfold at a tap. */
export function Notice({ page }: { page: Page }): VNode | null {
  const board = page.client.board.value;
  if (!board) return null;
  const { event } = board;
  const first = queue(board)[0];
  const next = first?.next && !page.ended.value ? first : null;
  const turn = next && page.mine.value.includes(next.id) ? next : null;
  const ban = page.ban.value;
  if (turn) {
    return (
      <Said kind="turn" words={event.announcement}>
        <span class="label">▷ {t("Up next")}</span> {t("Your number {number}. Get to the floor.", { number: slip(turn.number) })}
      </Said>
    );
  }
  if (ban) {
    return (
      <Said kind="ban" words={ban.reason || t("No requests or votes, please.")}>
        <span class="label">✕ {t("Read only")}</span> {lasting(ban, now.value)}
      </Said>
    );
  }
  if (event.announcement) return <Said kind="said" words={event.announcement} />;
  if (next) {
    return (
      <p class="notice next">
        <span class="label">▷ {t("Up next")}</span>{" "}
        <span class="cut">
          <bdi>{next.title}</bdi>
        </span>
      </p>
    );
  }
  return <p class="notice">{hint(page, event)}</p>;
}

interface SaidProps {
  kind: "turn" | "ban" | "said";
  words: string | null; // the DJ's
  children?: ComponentChildren;
}

function Said({ kind, words, children }: SaidProps): VNode {
  const wide = useSignal(false);
  return (
    <button
      class={classes("notice", kind, wide.value && "wide")}
      id={kind === "ban" ? "ban" : undefined}
      aria-expanded={wide.value}
      onClick={() => (wide.value = !wide.value)}
    >
      {children && <span class="one">{children}</span>}
      {words && <span class="words">{rich("“{text}”", { text: <bdi>{words}</bdi> })}</span>}
    </button>
  );
}

function hint(page: Page, event: Gig): string {
  if (page.ended.value) return t("Thank you for the night. This is what was played.");
  if (page.closes.value) return t("Last call: requests close in {time}.", { time: elapsed(page.closes.value - now.value) });
  if (event.gate === "last_call") return t("Last call: requests close soon.");
  if (event.gate === "closed" && event.state === "live") return event.voting ? t("Requests are closed. Your votes still count.") : t("Requests are closed.");
  if (!event.voting) return t("Voting is closed at the moment.");
  return t("Vote for what you want to hear. The DJ decides.");
}

/** The banner of a broken line. It comes two seconds late, since most breaks
 * are over by then, and lies over the list, so that nothing moves. */
export function Line({ page }: { page: Page }): VNode | null {
  const late = useSignal(false);
  useSignalEffect(() => {
    late.value = false;
    if (page.client.link.value.state !== "down") return;
    const timer = setTimeout(() => (late.value = true), 2000);
    return () => clearTimeout(timer);
  });
  const { state, code, fresh } = page.client.link.value;
  if (state === "refused") {
    return <p class="line">{code === 4404 ? t("This event is gone.") : t("This page is no longer connected. Reload it to try again.")}</p>;
  }
  if (page.door.working.value) return <p class="line">{t("One moment: your phone does some work.")}</p>;
  if (!late.value) return null;
  const unsent = page.client.unsent.value;
  return (
    <p class="line">
      <span class="dot" aria-hidden="true">
        ◌
      </span>{" "}
      {fresh > 0 ? t("Reconnecting · board from {time}", { time: time(fresh) }) : t("Reconnecting")}
      {unsent > 0 ? ` · ${plural(unsent, "{n} unsent", "{n} unsent")}` : ""}
    </p>
  );
}
