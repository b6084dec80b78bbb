// The one menu that can be open: it hangs on the button that opened it, is
// walked by arrows, and gives the focus back.

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Desk, Menu, MenuItem } from "./desk.ts";
import { printed } from "./keys.ts";

export function MenuView({ desk }: { desk: Desk }): VNode | null {
  const menu = desk.menu.value;
  return menu ? <Open desk={desk} menu={menu} /> : null;
}

function Open({ desk, menu }: { desk: Desk; menu: Menu }): VNode {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (box.current) place(box.current, menu.at);
    box.current?.querySelector<HTMLElement>("[role^=menuitem]:not(:disabled)")?.focus({ preventScroll: true });
  }, [menu]);
  useEffect(() => {
    const away = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target)) return;
      desk.menu.value = null;
    };
    addEventListener("pointerdown", away, true);
    addEventListener("resize", away);
    return () => {
      removeEventListener("pointerdown", away, true);
      removeEventListener("resize", away);
    };
  }, [menu]);
  const checks = menu.items.some((item) => item.checked !== undefined);
  const close = () => {
    desk.menu.value = null;
    if (menu.at.isConnected) menu.at.focus({ preventScroll: true });
  };
  const run = (item: MenuItem) => {
    close();
    item.run();
  };
  return (
    <section ref={box} class="menu" aria-label={menu.label} onKeyDown={(event) => walk(event, box.current!, close)}>
      {menu.head?.map((line, i) => (
        <p key={i} class={i === 0 ? "menu-head" : "menu-line"}>
          <bdi>{line}</bdi>
        </p>
      ))}
      <div role="menu" aria-label={menu.label}>
        {menu.items.map((item) => (
          <button
            key={item.label}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={item.checked}
            class={item.danger ? "menu-item no" : "menu-item"}
            tabIndex={-1}
            disabled={item.disabled}
            onClick={() => run(item)}
          >
            {checks && (
              <span class="menu-check" aria-hidden="true">
                {item.checked ? "✓" : ""}
              </span>
            )}
            <span>{item.label}</span>
            {item.key && <kbd>{printed(item.key)}</kbd>}
          </button>
        ))}
      </div>
    </section>
  );
}

function walk(event: KeyboardEvent, box: HTMLElement, close: () => void): void {
  const items = [...box.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key in to) items[to[event.key]!]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Below its button, or above it where there is no room; always on the screen. */
function place(box: HTMLElement, at: HTMLElement): void {
  const button = at.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const right = document.dir === "rtl" ? button.left : button.right - width;
  const below = button.bottom + 4;
  const top =
    below + height <= innerHeight - 8
      ? below
      : Math.max(8, Math.min(button.top - height - 4, innerHeight - height - 8));
  box.style.setProperty("left", `${Math.max(8, Math.min(right, innerWidth - width - 8))}px`);
  box.style.setProperty("top", `${top}px`);
}
