var e=document.querySelector("#sign-in");e?.requestSubmit();
