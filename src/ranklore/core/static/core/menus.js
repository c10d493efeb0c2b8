// A menu closes on a click elsewhere, and on Escape.

function closeMenus(except) {
  document.querySelectorAll("details.more[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}
document.addEventListener("click", ({ target }) => closeMenus(target.closest("details.more")));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const menu = target.closest("details.more[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
