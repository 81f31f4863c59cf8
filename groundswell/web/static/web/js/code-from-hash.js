// The code in a mailed link stands behind the #, so that it reaches no log. It goes into the field marked
// data-code-from-hash and out of the address bar; nothing is sent until the person says so.
const field = document.querySelector("[data-code-from-hash]");
const take = () => {
  const code = decodeURIComponent(location.hash.slice(1)).trim();
  if (!field || !/^[\w-]{6,200}$/.test(code) || document.getElementById(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  (field.form?.querySelector("button:not([type=button])") ?? field).focus();
};
take();
addEventListener("hashchange", take);
