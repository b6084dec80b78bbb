// How people get in: a QR code large enough to scan from the floor, and a link.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Gig } from "../core/words.ts";

export function Share({ gig, link }: { gig: Gig; link: string }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  // The clipboard is missing on plain http; then the text is selected to copy it by hand.
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      copied.value = true;
    } catch {
      copied.value = false;
    }
  };
  return (
    <div class="form share">
      <img class="qr" src={`/e/${gig.code}/qr.svg`} alt={`QR code to ${link}`} width="320" height="320" />
      <div class="form-row">
        <input
          ref={field}
          class="field"
          readonly
          aria-label="Link to the board"
          value={link}
          onFocus={(e) => e.currentTarget.select()}
        />
        <button type="button" class="button main" autofocus onClick={() => void copy()}>
          {copied.value ? "Copied" : "Copy"}
        </button>
      </div>
      <p class="form-note">
        <a href={`/e/${gig.code}`} target="_blank" rel="noopener">
          Open the board as listeners see it
        </a>
      </p>
    </div>
  );
}
