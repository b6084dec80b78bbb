// The page of a link that the command line printed submits itself; without
// script its button does the same. One that was mailed waits for a press.
const form = document.querySelector<HTMLFormElement>("#go");
form?.requestSubmit();

export {};
