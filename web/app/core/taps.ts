// A tap means the row that was under the finger when it came down. When rows
// move meanwhile, browsers click on whatever is there when it goes up.

/** Stops clicks that would meet another row than the pointer that made them. */
export function keepTapsToTheirRow(): void {
  let down: Element | null | undefined; // undefined: no pointer is about to click
  const rowOf = (e: Event) => (e.target as Element).closest("[data-id]");
  addEventListener("pointerdown", (e) => (down = rowOf(e)), true);
  addEventListener("pointercancel", () => (down = undefined), true);
  addEventListener(
    "click",
    (e) => {
      if (down !== undefined && down !== rowOf(e)) e.stopImmediatePropagation();
      down = undefined;
    },
    true,
  );
}
