// The dialogs: one at a time, modal, closed by Escape or a click beside it. The
// toast stands in them, since what is behind a dialog cannot be reached.

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import { AnnounceForm } from "./announce.tsx";
import { BanForm } from "./ban.tsx";
import { Crew } from "./crew.tsx";
import { Crowd } from "./crowd.tsx";
import type { Desk, Dialog } from "./desk.ts";
import { Help } from "./help.tsx";
import { OwnForm } from "./own.tsx";
import { MergePicker, Palette } from "./palette.tsx";
import { Pairing } from "./pairing.tsx";
import { ReasonForm, SweepForm } from "./reason.tsx";
import { Share } from "./share.tsx";
import { ToastView } from "./toast.tsx";

export function Dialogs({ desk, gig, link }: { desk: Desk; gig: Gig; link: string }): VNode | null {
  const dialog = desk.dialog.value;
  if (!dialog) return null;
  const { children, ...look } = contentOf(dialog, desk, gig, link);
  return (
    <Modal {...look} close={() => desk.close()}>
      {children}
      <ToastView desk={desk} />
    </Modal>
  );
}

function contentOf(dialog: Dialog, desk: Desk, gig: Gig, link: string): Omit<ModalProps, "close"> {
  switch (dialog.name) {
    case "own":
      return { title: t("Play an own song"), children: <OwnForm desk={desk} /> };
    case "announce":
      return { title: t("Announcement"), children: <AnnounceForm desk={desk} gig={gig} /> };
    case "crowd":
      return { title: t("Crowd"), children: <Crowd desk={desk} gig={gig} tab={dialog.tab} /> };
    case "crew":
      return { title: t("Crew"), children: <Crew desk={desk} gig={gig} /> };
    case "ban":
      return { title: t("Show out"), children: <BanForm desk={desk} id={dialog.id} /> };
    case "share":
      return { title: t("Share"), children: <Share gig={gig} link={link} /> };
    case "phone":
      return { title: t("Open on my phone"), children: <Pairing code={gig.code} /> };
    case "help":
      return { title: t("Keys"), wide: true, children: <Help desk={desk} /> };
    case "palette":
      return { title: t("All actions"), bare: true, children: <Palette desk={desk} /> };
    case "merge":
      return { title: t("Merge into"), bare: true, children: <MergePicker desk={desk} id={dialog.id} /> };
    case "sweep":
      return { title: t("Decline the rest"), children: <SweepForm desk={desk} /> };
    case "reason":
      return { title: t("Decline with a reason"), children: <ReasonForm desk={desk} id={dialog.id} /> };
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
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal(); // before the next key, which is for its field
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
            <button type="button" class="dots" aria-label={t("Close")} onClick={close}>
              ✕
            </button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
