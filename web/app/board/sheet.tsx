import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/tongue.ts";

interface SheetProps {
  title: string;
  shown: boolean;
  close: () => void;
  children: ComponentChildren;
}

/** A sheet from below, at the thumb; what is in it is made when it is shown. */
export function Sheet({ title, shown, close, children }: SheetProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-label={title}
      onClose={() => shown && close()}
      onClick={(e) => {
        if (e.target === dialog.current) close(); // beside it
      }}
    >
      {shown && (
        <>
          <div class="top">
            <h2>{title}</h2>
            <button type="button" class="button quiet close" onClick={close}>
              ✕<span class="unseen"> {t("Close")}</span>
            </button>
          </div>
          {children}
        </>
      )}
    </dialog>
  );
}
