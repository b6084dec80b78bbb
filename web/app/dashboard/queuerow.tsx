// A row of the queue: its place, a handle to drag it by, and buttons that move
// it without dragging.

import type { VNode } from "preact";
import { number } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import { drag } from "./drag.ts";
import type { RowProps } from "./lane.tsx";
import { Do, Forward, More, Slip, Song } from "./row.tsx";

export function QueueRow(props: RowProps & { place: number }): VNode {
  const { desk, row, selected, place } = props;
  const tab = selected ? 0 : -1;
  const may = desk.deck.runs.value;
  const last = desk.deck.lanes.value.queue.length - 1;
  return (
    <Slip {...props}>
      <p class="votes figure place">
        {may && (
          <span
            class="handle"
            aria-hidden="true"
            onPointerDown={(event) => drag(event, (to) => desk.moves.moveTo(row, to))}
          >
            ⠿
          </span>
        )}
        <span class="unseen">{t("Place")} </span>
        {number(place + 1)}
      </p>
      <Song {...props} />
      {!may && desk.deck.gig.value?.state !== "ended" && (
        <>
          <Do label={t("Decline")} title={row.title} tab={tab} run={() => desk.moves.decline(row)} />
          <More desk={desk} row={row} tab={tab} />
        </>
      )}
      {may && (
        <>
          <span class="steps">
            <Step
              label={t("Move up")}
              glyph="↑"
              tab={tab}
              off={place === 0}
              run={() => desk.moves.moveBy(row, -1)}
              title={row.title}
            />
            <Step
              label={t("Move down")}
              glyph="↓"
              tab={tab}
              off={place === last}
              run={() => desk.moves.moveBy(row, 1)}
              title={row.title}
            />
          </span>
          <Forward desk={desk} row={row} tab={tab} />
          <More desk={desk} row={row} tab={tab} />
        </>
      )}
    </Slip>
  );
}

interface StepProps {
  label: string;
  glyph: string;
  title: string;
  tab: number;
  off: boolean;
  run: () => void;
}

function Step({ label, glyph, title, tab, off, run }: StepProps): VNode {
  return (
    <button type="button" class="step" tabIndex={tab} disabled={off} aria-label={`${label}: ${title}`} onClick={run}>
      {glyph}
    </button>
  );
}
