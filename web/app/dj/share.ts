// Handing out an event's link: the phone's own share sheet where it has one,
// else the clipboard, else the link to copy by hand.

export type Shared = "shared" | "copied" | "shown";

export async function share(title: string, link: string): Promise<Shared> {
  if ("share" in navigator && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ title, url: link });
      return "shared";
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return "shared";
    }
  }
  try {
    await navigator.clipboard.writeText(link);
    return "copied";
  } catch {
    return "shown"; // no clipboard on plain http
  }
}
