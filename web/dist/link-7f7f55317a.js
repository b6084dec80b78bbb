var e=document.querySelector("#go");e?.requestSubmit();
