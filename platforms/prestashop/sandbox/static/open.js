// Brings the launch to the counter at once; the button stays for browsers without scripts.
document.querySelector("[data-launch]").submit();
