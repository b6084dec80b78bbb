// The account page: what needs script. Its forms work without.
import { Refusal } from "./core/api.ts";
import { hourCycle, locale } from "./core/format.ts";
import { makePasskey, passkeysWork } from "./core/passkey.ts";
import { t } from "./core/tongue.ts";

localTimes();
const picture = document.querySelector<HTMLElement>("#picture");
if (picture) takePicture(picture);
const passkey = document.querySelector<HTMLElement>("#passkey-add");
if (passkey && passkeysWork(passkey.dataset["host"] ?? "")) addPasskey(passkey);
const copy = document.querySelector<HTMLButtonElement>("#token-copy");
if (copy && navigator.clipboard) copyToken(copy);

/** Shows times as this browser's person reads them. */
function localTimes(): void {
  const spell = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", numberingSystem: "latn", hourCycle });
  for (const time of document.querySelectorAll("time")) time.textContent = spell.format(new Date(time.dateTime));
}

const side = 512; // pixels: more than is kept, less than is worth sending

/** Has a picture made small here, so that a phone's camera fits, and sent. */
function takePicture(row: HTMLElement): void {
  const button = row.querySelector<HTMLElement>("#picture-choose")!;
  const input = row.querySelector<HTMLInputElement>("input[type=file]")!;
  const problem = row.querySelector<HTMLElement>(".problem")!;
  button.hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    problem.hidden = true;
    try {
      await send(await small(file));
      location.reload();
    } catch (err) {
      problem.textContent = err instanceof Refusal ? err.message : (row.dataset["problem"] ?? "");
      problem.hidden = false;
    }
    input.value = "";
  });
}

async function small(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return file; // the server says what is wrong with it
  const scale = Math.min(1, side / Math.min(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((made) => canvas.toBlob((blob) => made(blob ?? file), "image/png"));
}

async function send(picture: Blob): Promise<void> {
  const answer = await fetch("/api/v1/account/picture", { method: "PUT", body: picture, headers: { "Content-Type": picture.type } });
  if (answer.ok) return;
  if (answer.status === 401) location.assign("/signin?next=/account");
  const problem = (await answer.json().catch(() => null)) as { code: string; detail: string } | null;
  throw problem ? new Refusal(problem) : new Error(answer.statusText);
}

function addPasskey(place: HTMLElement): void {
  const button = place.querySelector("button")!;
  const problem = document.querySelector<HTMLElement>("#passkey-problem")!;
  place.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    button.disabled = true;
    try {
      await makePasskey();
      location.reload();
    } catch (err) {
      if (err instanceof Refusal && err.code === "sign_in") location.assign("/signin?next=/account");
      problem.textContent = err instanceof Refusal ? err.message : t("Something went wrong. Please try again.");
      problem.hidden = false;
    }
    button.disabled = false;
  });
}

function copyToken(button: HTMLButtonElement): void {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("#token")?.textContent ?? "");
    button.textContent = t("Copied");
  });
}
