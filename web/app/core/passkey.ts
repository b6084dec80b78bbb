// Passkeys: the server begins, the browser answers, the server finishes. What
// stands between is WebAuthn's own JSON, in which bytes are base64url.

import { call, Refusal } from "./api.ts";

export interface Account {
  name: string;
  role: "member" | "dj" | "admin";
}

export interface MadePasskey extends Account {
  passkey: { id: string; name: string };
}

interface Descriptor {
  type: "public-key";
  id: string;
  transports?: AuthenticatorTransport[];
}

interface Creation {
  publicKey: Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & {
    challenge: string;
    user: { id: string; name: string; displayName: string };
    excludeCredentials?: Descriptor[];
  };
}

interface Request {
  publicKey: Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & { challenge: string };
}

/** Reports whether passkeys of the host work on this page: browsers keep them
 * for https and localhost, and for the host and what is below it. */
export function passkeysWork(host: string): boolean {
  const here = location.hostname;
  return host !== "" && window.isSecureContext && "PublicKeyCredential" in window && (here === host || here.endsWith(`.${host}`));
}

/** Makes a passkey: with a name for whoever signs up, without for the account
 * that is signed in. Throws a Refusal. */
export async function makePasskey(name?: string): Promise<MadePasskey> {
  const { publicKey } = await call<Creation>("POST", "/passkeys/register/begin", name === undefined ? {} : { name });
  const made = await answered(() =>
    navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: (publicKey.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return call<MadePasskey>("POST", "/passkeys/register/finish", {
    credential: {
      ...identity(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
}

/** Signs in with a passkey. With autofill, browsers offer it in a field of the
 * page until signal ends that. Throws a Refusal. */
export async function usePasskey(autofill?: AbortSignal): Promise<Account> {
  const { publicKey } = await call<Request>("POST", "/passkeys/login/begin");
  const used = await answered(() =>
    navigator.credentials.get({
      publicKey: { ...publicKey, challenge: bytes(publicKey.challenge) },
      ...(autofill ? { mediation: "conditional", signal: autofill } : {}),
    }),
  );
  const response = used.response as AuthenticatorAssertionResponse;
  return call<Account>("POST", "/passkeys/login/finish", {
    credential: {
      ...identity(used),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : "",
      },
    },
  });
}

/** The code of a Refusal for what was ended on purpose, by the person or the page. */
export const cancelled = "cancelled";

/** What browsers throw, in plain words. */
const reasons: Record<string, { code: string; detail: string }> = {
  AbortError: { code: cancelled, detail: "This was ended." },
  NotAllowedError: { code: cancelled, detail: "No passkey was used: it was cancelled, or took too long." },
  InvalidStateError: { code: "duplicate", detail: "This device has a passkey for the account already." },
  NotSupportedError: { code: "unsupported", detail: "This device cannot keep such a passkey." },
  SecurityError: { code: "unsupported", detail: "Passkeys do not work at this address." },
};

async function answered(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential) return credential as PublicKeyCredential;
  } catch (err) {
    const known = reasons[err instanceof DOMException ? err.name : ""];
    throw new Refusal(known ?? { code: "unsupported", detail: "The browser could not use a passkey. Please try again." });
  }
  throw new Refusal({ code: cancelled, detail: "No passkey was chosen." });
}

function identity(credential: PublicKeyCredential): { id: string; rawId: string; type: string } {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function text(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
