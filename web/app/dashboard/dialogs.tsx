// The dialogs: one at a time, modal, closed by Escape or a click beside it.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Gig } from "../core/words.ts";
import { AnnounceForm } from "./announce.tsx";
import type { Desk } from "./desk.ts";
import { Help } from "./help.tsx";
import { LimitsForm } from "./limits.tsx";
import { OwnForm } from "./own.tsx";
import { MergePicker, Palette } from "./palette.tsx";
import { ReasonForm } from "./reason.tsx";
import { Share } from "./share.tsx";

export function Dialogs({ desk, gig, link }: { desk: Desk; gig: Gig; link: string }): VNode | null {
  const dialog = desk.dialog.value;
  if (!dialog) return null;
  const close = () => desk.close();
  switch (dialog.name) {
    case "own":
      return <Modal title="Play an own song" close={close} children={<OwnForm desk={desk} />} />;
    case "announce":
      return <Modal title="Announcement" close={close} children={<AnnounceForm desk={desk} gig={gig} />} />;
    case "limits":
      return <Modal title="Limits" close={close} children={<LimitsForm desk={desk} gig={gig} />} />;
    case "share":
      return <Modal title="Share" close={close} children={<Share gig={gig} link={link} />} />;
    case "help":
      return <Modal title="Keys" wide close={close} children={<Help desk={desk} />} />;
    case "palette":
      return <Modal title="All actions" bare close={close} children={<Palette desk={desk} />} />;
    case "merge":
      return <Modal title="Merge into" bare close={close} children={<MergePicker desk={desk} id={dialog.id} />} />;
    case "reason":
      return <Modal title="Decline with a reason" close={close} children={<ReasonForm desk={desk} id={dialog.id} />} />;
  }
}

interface ModalProps {
  title: string;
  bare?: boolean; // the content is its own heading
  wide?: boolean;
  close: () => void;
  children: ComponentChildren;
}

function Modal({ title, bare = false, wide = false, close, children }: ModalProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`modal${wide ? " wide" : ""}${bare ? " bare" : ""}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div class="modal-body">
        {!bare && (
          <div class="modal-head">
            <h2>{title}</h2>
            <button type="button" class="dots" aria-label="Close" onClick={close}>
              ✕
            </button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
