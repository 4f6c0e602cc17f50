// Progressive enhancement only: every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  const THEME = "synergies-theme";

  // Storage may be refused (private windows): the page then follows the system.
  const remembered = () => {
    try {
      return localStorage.getItem(THEME) || "system";
    } catch {
      return "system";
    }
  };
  const remember = (theme) => {
    try {
      localStorage.setItem(THEME, theme);
    } catch {
      return;
    }
  };
  const show = (theme) => {
    if (theme === "system") root.removeAttribute("data-fr-theme");
    else root.setAttribute("data-fr-theme", theme);
  };
  // Before the first paint, so that nothing flashes.
  show(remembered());

  const themeChoice = () => {
    const box = document.getElementById("affichage");
    const select = document.getElementById("theme");
    if (!box || !select) return;
    select.value = remembered();
    select.addEventListener("change", () => {
      remember(select.value);
      show(select.value);
    });
    box.hidden = false;
  };

  const focusErrors = () => {
    const summary = document.getElementById("erreurs");
    if (summary) summary.focus();
  };

  // <button data-copy="address">: hidden without script, since it could do nothing.
  const copyButtons = () => {
    for (const button of document.querySelectorAll("button[data-copy]")) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      const label = button.textContent;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Adresse copiée";
        setTimeout(() => (button.textContent = label), 4000);
      });
    }
  };

  // A second press while the first is on its way would send the form twice.
  const oneSend = () => {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "post" || event.defaultPrevented) return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      const button = event.submitter;
      if (button) button.setAttribute("aria-busy", "true");
      const reset = () => {
        delete form.dataset.sent;
        if (button) button.removeAttribute("aria-busy");
      };
      addEventListener("pageshow", (shown) => shown.persisted && reset(), { once: true });
      setTimeout(reset, 10000);
    });
  };

  // An open filter closes by Escape, or when attention goes elsewhere.
  const closeFilters = () => {
    const close = (except) => {
      for (const open of document.querySelectorAll(".sy-filter[open]")) {
        if (open !== except) open.open = false;
      }
    };
    document.addEventListener("click", (event) => close(event.target.closest(".sy-filter")));
    document.addEventListener("keydown", (event) => {
      const filter = event.target.closest(".sy-filter[open]");
      if (event.key !== "Escape" || !filter) return;
      close();
      filter.querySelector("summary").focus();
    });
  };

  // <button data-print>: printing needs a script, the button appears with it.
  const printButtons = () => {
    for (const button of document.querySelectorAll("button[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
  };

  // A question that depends on an earlier answer shows when it is asked. The server judges by itself.
  const conditions = () => {
    const questions = [...document.querySelectorAll("[data-only-if]")].map((control) => ({
      box: control.closest(".sy-choices") || control.closest("[class$='-group']") || control.parentElement,
      name: control.dataset.onlyIf,
      value: control.dataset.onlyValue,
    }));
    if (!questions.length) return;
    const groups = new Set(questions.map(({ box }) => box.parentElement?.closest(".sy-group")).filter(Boolean));
    const judge = () => {
      // In their order: one that is hidden opens no other.
      for (const { box, name, value } of questions) {
        const open = [...document.getElementsByName(name)].some(
          (one) => one.checked && one.value === value && !one.closest("[hidden]"),
        );
        box.hidden = !open;
      }
      // A group whose questions are all hidden has nothing to introduce.
      for (const group of groups) {
        const own = [...group.children].filter((one) => !one.matches("legend, .sy-group__hint"));
        group.hidden = own.every((one) => one.hidden);
      }
    };
    document.addEventListener("change", judge);
    judge();
  };

  document.addEventListener("DOMContentLoaded", () => {
    conditions();
    themeChoice();
    focusErrors();
    copyButtons();
    printButtons();
    closeFilters();
    oneSend();
  });
})();
