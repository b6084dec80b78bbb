// The sign-in page submits itself; without script its button does the same.
const form = document.querySelector<HTMLFormElement>("#sign-in");
form?.requestSubmit();

export {};
