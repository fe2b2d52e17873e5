// What an app may put into an answer: the markup that the editor knows, or the text of it.
const KEPT = new Set("A B STRONG I EM U P DIV SPAN BR UL OL LI BLOCKQUOTE H1 H2 H3 H4 CODE PRE HR TABLE TBODY TR TD TH".split(" "));
const DROPPED = new Set("SCRIPT STYLE IFRAME OBJECT TEMPLATE".split(" "));
const BLOCKS = new Set("P DIV UL OL LI BLOCKQUOTE H1 H2 H3 H4 PRE TR".split(" "));

/** Only what the editor knows; of attributes an address that leads to a page or a mail. */
export function clean(node, into) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) into.append(child.data);
    if (child.nodeType !== Node.ELEMENT_NODE || DROPPED.has(child.tagName)) continue;
    const kept = KEPT.has(child.tagName) ? into.appendChild(document.createElement(child.tagName)) : into;
    const href = child.getAttribute("href") ?? "";
    if (child.tagName === "A" && /^(https?:|mailto:)/.test(href)) kept.setAttribute("href", href);
    clean(child, kept);
  }
  return into;
}

/** The same as a chat has it: text with Markdown. */
export function plain(node) {
  let said = "";
  for (const child of node.childNodes) {
    const within = child.nodeType === Node.TEXT_NODE ? child.data : plain(child);
    const mark = { B: "**", STRONG: "**", I: "_", EM: "_" }[child.tagName] ?? "";
    if (child.tagName === "BR") said += "\n";
    else if (child.tagName === "A" && child.href && child.textContent !== child.href) said += `[${within}](${child.href})`;
    else if (BLOCKS.has(child.tagName)) said += `${said && !said.endsWith("\n") ? "\n" : ""}${within}\n`;
    else said += mark + within + mark;
  }
  return said;
}
