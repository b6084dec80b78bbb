import type { VNode } from "preact";
import { time } from "../core/format.ts";
import { plural, t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import type { Page } from "./page.ts";

export function Header({ page }: { page: Page }): VNode | null {
  const board = page.client.board.value;
  if (!board) return null;
  const live = board.event.state === "live";
  return (
    <header class="head">
      <h1>
        <bdi>{board.event.title}</bdi>
      </h1>
      <State gig={board.event} />
      <span class="here">{live && board.here > 0 ? plural(board.here, "{n} here", "{n} here") : ""}</span>
    </header>
  );
}

function State({ gig }: { gig: Gig }): VNode {
  if (gig.state === "ended") return <span class="state label ended">■ {t("Ended")}</span>;
  if (gig.state === "scheduled") return <span class="state label soon">◷ {time(gig.starts_at)}</span>;
  if (gig.gate === "last_call") return <span class="state label last">◐ {t("Last call")}</span>;
  if (gig.gate === "closed") return <span class="state label closed">○ {t("Closed")}</span>;
  return <span class="state label live">● {t("Live")}</span>;
}
