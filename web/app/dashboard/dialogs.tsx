// The dialogs: one at a time, modal, closed by Escape or a click beside it.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Gig } from "../core/words.ts";
import { AnnounceForm } from "./announce.tsx";
import { BanForm } from "./ban.tsx";
import { Crew } from "./crew.tsx";
import { Crowd } from "./crowd.tsx";
import type { Desk } from "./desk.ts";
import { Help } from "./help.tsx";
import { OwnForm } from "./own.tsx";
import { MergePicker, Palette } from "./palette.tsx";
import { ReasonForm } from "./reason.tsx";
import { Share } from "./share.tsx";
import { ToastView } from "./toast.tsx";

export function Dialogs({ desk, gig, link }: { desk: Desk; gig: Gig; link: string }): VNode | null {
  const dialog = desk.dialog.value;
  if (!dialog) return null;
  const close = () => desk.close();
  const toast = <ToastView desk={desk} />;
  switch (dialog.name) {
    case "own":
      return <Modal title="Play an own song" close={close} toast={toast} children={<OwnForm desk={desk} />} />;
    case "announce":
      return <Modal title="Announcement" close={close} toast={toast} children={<AnnounceForm desk={desk} gig={gig} />} />;
    case "crowd":
      return <Modal title="Crowd" close={close} toast={toast} children={<Crowd desk={desk} gig={gig} tab={dialog.tab} />} />;
    case "crew":
      return <Modal title="Crew" close={close} toast={toast} children={<Crew desk={desk} gig={gig} />} />;
    case "ban":
      return <Modal title="Show out" close={close} toast={toast} children={<BanForm desk={desk} id={dialog.id} />} />;
    case "share":
      return <Modal title="Share" close={close} toast={toast} children={<Share gig={gig} link={link} />} />;
    case "help":
      return <Modal title="Keys" wide close={close} toast={toast} children={<Help desk={desk} />} />;
    case "palette":
      return <Modal title="All actions" bare close={close} toast={toast} children={<Palette desk={desk} />} />;
    case "merge":
      return <Modal title="Merge into" bare close={close} toast={toast} children={<MergePicker desk={desk} id={dialog.id} />} />;
    case "reason":
      return <Modal title="Decline with a reason" close={close} toast={toast} children={<ReasonForm desk={desk} id={dialog.id} />} />;
  }
}

interface ModalProps {
  title: string;
  bare?: boolean; // the content is its own heading
  wide?: boolean;
  close: () => void;
  toast: VNode; // above the dialog, where it can be reached
  children: ComponentChildren;
}

function Modal({ title, bare = false, wide = false, close, toast, children }: ModalProps): VNode {
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
      {toast}
    </dialog>
  );
}
