// A field with a list below it: the palette of all actions, which prints each
// key, and the choice of a request to merge into.

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { number, numbered } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import { open } from "../core/words.ts";
import { actions } from "./actions.ts";
import type { Desk } from "./desk.ts";
import { printed } from "./keys.ts";
import { plain } from "./similar.ts";

interface Option {
  id: string;
  label: string;
  detail?: string;
  key?: string;
  run: () => void;
}

export function Palette({ desk }: { desk: Desk }): VNode {
  const options = actions
    .filter((each) => each.name !== "palette" && (each.can?.(desk) ?? true))
    .map((each) => ({
      id: each.name,
      label: each.label,
      key: desk.key(each.name),
      run: () => {
        desk.close();
        each.run(desk);
      },
    }));
  const row = desk.selection.row();
  return <Picker label={row ? t("All actions, for “{title}”", { title: row.title }) : t("All actions")} options={options} />;
}

export function MergePicker({ desk, id }: { desk: Desk; id: string }): VNode | null {
  const row = desk.deck.rows.value.get(id);
  if (!row) return null;
  const options = [...desk.deck.rows.value.values()]
    .filter((other) => other.id !== id && open(other.status))
    .sort((a, b) => b.votes - a.votes)
    .map((other) => ({
      id: other.id,
      label: other.artist ? `${other.title} — ${other.artist}` : other.title,
      detail: `${numbered(other.number)} · ${number(other.votes)}`,
      run: () => {
        desk.close();
        const source = desk.deck.row(id);
        const target = desk.deck.row(other.id);
        if (source && target) desk.moves.merge([source], target);
      },
    }));
  return <Picker label={t("Merge “{title}” into", { title: row.title })} options={options} />;
}

/** A combobox (WAI-ARIA): the focus stays in the field, arrows walk the list. */
function Picker({ label, options }: { label: string; options: readonly Option[] }): VNode {
  const query = useSignal("");
  const at = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const words = plain(query.value).split(" ").filter(Boolean);
  const found = options.filter(({ label: text, detail, key }) => {
    const all = plain(`${text} ${detail ?? ""}`);
    return (
      words.every((word) => all.includes(word)) ||
      (key !== undefined && key.toLowerCase() === query.value.toLowerCase())
    );
  });
  const current = Math.min(at.value, found.length - 1);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current, query.value]);
  const press = (event: KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in by) at.value = Math.max(0, Math.min(found.length - 1, current + by[event.key]!));
    else if (event.key === "Enter") found[current]?.run();
    else return;
    event.preventDefault();
  };
  return (
    <div class="picker">
      <input
        class="field"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={found[current] ? `pick-${found[current]!.id}` : undefined}
        autocomplete="off"
        autofocus
        placeholder={label}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={press}
      />
      <div ref={list} id="picker-list" class="picker-list" role="listbox" aria-label={label}>
        {found.map((option, i) => (
          <div
            key={option.id}
            id={`pick-${option.id}`}
            role="option"
            aria-selected={i === current}
            class="pick"
            onPointerMove={() => (at.value = i)}
            onClick={option.run}
          >
            <span class="pick-label">
              <bdi>{option.label}</bdi>
            </span>
            {option.detail && <span class="figure">{option.detail}</span>}
            {option.key && <kbd>{printed(option.key)}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p class="empty">{t("Nothing matches.")}</p>}
      </div>
    </div>
  );
}
