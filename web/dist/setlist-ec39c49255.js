var t=document.getElementById("print");t&&(t.hidden=!1,t.addEventListener("click",()=>print()));
