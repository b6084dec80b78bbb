// Dragging a row of the queue by its handle. The row follows the pointer, a
// line shows where it would go, and only letting go moves anything.

const EDGE = 40; // px from the end of the list where it scrolls by itself

/** Follows a drag that began on a handle; drop is told the new place, counted from 0. */
export function drag(event: PointerEvent, drop: (to: number) => void): void {
  const handle = event.currentTarget as HTMLElement;
  const row = handle.closest<HTMLElement>(".slip");
  const list = row?.parentElement;
  if (!row || !list || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  const scroller = list.closest<HTMLElement>(".scroll");
  const rows = [...list.querySelectorAll<HTMLElement>(":scope > .slip")];
  const from = rows.indexOf(row);
  const origin = event.clientY + (scroller?.scrollTop ?? 0);
  let to = from;

  const move = (at: PointerEvent) => {
    if (scroller) scrollAtEdge(scroller, at.clientY);
    const by = at.clientY + (scroller?.scrollTop ?? 0) - origin;
    row.style.setProperty("transform", `translateY(${by}px)`);
    to = placeAt(rows, from, by);
    rows.forEach((other, i) => {
      other.classList.toggle("drop-before", i === to && to < from);
      other.classList.toggle("drop-after", i === to && to > from);
    });
  };
  const end = (done: boolean) => {
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", up);
    handle.removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    row.classList.remove("dragged");
    row.style.removeProperty("transform");
    for (const other of rows) other.classList.remove("drop-before", "drop-after");
    if (done && to !== from) drop(to);
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const escape = (pressed: KeyboardEvent) => {
    if (pressed.key !== "Escape") return;
    pressed.stopPropagation();
    end(false);
  };
  row.classList.add("dragged");
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", up);
  handle.addEventListener("pointercancel", cancel);
  addEventListener("keydown", escape, true);
}

/** The place whose middle the dragged row has passed. */
function placeAt(rows: readonly HTMLElement[], from: number, by: number): number {
  const middle = rows[from]!.offsetTop + rows[from]!.offsetHeight / 2 + by;
  let to = 0;
  rows.forEach((row, i) => {
    if (i !== from && middle > row.offsetTop + row.offsetHeight / 2) to++;
  });
  return to;
}

function scrollAtEdge(scroller: HTMLElement, y: number): void {
  const box = scroller.getBoundingClientRect();
  if (y < box.top + EDGE) scroller.scrollTop -= 8;
  else if (y > box.bottom - EDGE) scroller.scrollTop += 8;
}
