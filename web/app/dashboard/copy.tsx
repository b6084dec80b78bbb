// A link to be taken along.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../core/tongue.ts";
import { copyText } from "./clipboard.ts";

export function CopyField({ label, value, first = false }: { label: string; value: string; first?: boolean }): VNode {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  // Selected as well, to be copied by hand where a browser does not let the page.
  const copy = async () => {
    copied.value = await copyText(value);
    field.current?.select();
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
        {copied.value ? t("Copied") : t("Copy")}
      </button>
    </div>
  );
}
