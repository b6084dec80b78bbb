// A link to be taken along.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";

export function CopyField({ label, value, first = false }: { label: string; value: string; first?: boolean }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  // The clipboard is missing on plain http; then the text is selected to copy it by hand.
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      copied.value = true;
    } catch {
      copied.value = false;
    }
  };
  return (
    <div class="form-row copy">
      <input
        ref={field}
        class="field"
        readonly
        aria-label={label}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" class="button main" autofocus={first} onClick={() => void copy()}>
        {copied.value ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
