import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { queue } from "../core/board.ts";
import { number, slip, time } from "../core/format.ts";
import type { Page } from "./page.ts";

/** One reserved line under what plays: my turn, the DJ's words, what is next,
 * or how this works; the most pressing one wins. */
export function Notice({ page }: { page: Page }): VNode | null {
  const board = page.client.board.value;
  if (!board) return null;
  const { event } = board;
  const announcement = event.announcement ? <p class="notice said">“<bdi>{event.announcement}</bdi>”</p> : null;
  if (page.ended.value) {
    return announcement ?? <p class="notice">Thank you for the night. This is what was played.</p>;
  }
  const first = queue(board)[0];
  const next = first?.next ? first : null;
  if (next && page.mine.value.includes(next.id)) {
    return (
      <>
        <p class="notice turn">
          <span class="label">▷ Up next</span> <span>Your No. {slip(next.number)} is next. Get to the floor.</span>
        </p>
        {announcement}
      </>
    );
  }
  if (announcement) return announcement;
  if (page.banned.value) return <p class="notice no">✕ {page.banned.value}</p>;
  if (next) {
    return (
      <p class="notice next">
        <span class="label">▷ Up next</span>{" "}
        <span class="cut">
          <bdi>{next.title}</bdi>
        </span>
      </p>
    );
  }
  if (event.gate === "last_call") return <p class="notice">Last call: requests close soon.</p>;
  if (event.gate === "closed" && event.state === "live") {
    return <p class="notice">Requests are closed.{event.voting ? " Your votes still count." : ""}</p>;
  }
  if (!event.voting) return <p class="notice">Voting is closed at the moment.</p>;
  return <p class="notice">Vote for what you want to hear. The DJ decides.</p>;
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
    return <p class="line">{code === 4404 ? "This event is gone." : "This page is no longer connected. Reload it to try again."}</p>;
  }
  if (!late.value) return null;
  const unsent = page.client.unsent.value;
  return (
    <p class="line">
      <span class="dot" aria-hidden="true">
        ◌
      </span>{" "}
      Reconnecting{fresh > 0 ? ` · board from ${time(fresh)}` : ""}
      {unsent > 0 ? ` · ${number(unsent)} unsent` : ""}
    </p>
  );
}
