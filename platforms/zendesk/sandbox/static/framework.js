// The framework's end of the protocol: what the unmodified SDK in an app's frame says and expects.
import { answer } from "./answering.js";

const apps = new Map();

function read(data) {
  try {
    return typeof data === "string" ? JSON.parse(data) : data;
  } catch {
    return undefined;
  }
}

addEventListener("message", ({ source, origin, data }) => {
  const said = read(data);
  const app = apps.get(said?.appGuid);
  // Only the frame that was given this guid, and only from where its page was asked for.
  if (app && app.frame.contentWindow === source && app.origin === origin) app.hear(said);
});

/** One app in its frame; `host` reads, sets and invokes paths, and says how the app begins. */
export class App {
  constructor(frame, { address, guid, silent, mute }, host) {
    Object.assign(this, { frame, guid, silent, mute, host, heard: new Map(), replies: new Map() });
    this.origin = new URL(address).origin;
    apps.set(guid, this);
  }

  post(message) {
    this.frame.contentWindow?.postMessage(JSON.stringify({ ...message, instanceGuid: this.guid }), this.origin);
  }

  /** An event, to an app that listens for it. */
  fire(name, message) {
    if (this.heard.get(name)) this.post({ key: `zaf.${name}`, message });
  }

  /** Asks an app that listens whether something may happen; what it objects, if it does. */
  ask(name) {
    if (!this.heard.get(name)) return Promise.resolve();
    this.post({ key: `zaf.${name}`, needsReply: true });
    return new Promise((resolve) => this.replies.set(name, resolve));
  }

  hear({ id, request, params, key, message, error }) {
    if (this.silent) return;
    if (request) return this.mute || answer(this.host, request, params).then((told) => this.post({ id, ...told }));
    const [, verb, name] = /^(?:iframe\.)?(\w+)(?::(.+))?$/.exec(String(key)) ?? [];
    if (verb === "handshake") this.post({ key: "zaf.app.registered", message: this.host.begins(this) });
    else if (verb === "on" || verb === "off") this.heard.set(name, message?.subscriberCount ?? 0);
    else if (verb === "trigger") this.fire(name, message);
    else if (verb === "reply") this.replies.get(name)?.(error);
    else if (verb === "request") this.host.request(message, (how, ...responseArgs) => this.fire(`${key}.${how}`, { responseArgs }));
  }

  requested(key, { isDone, args }) {
    this.fire(`${key}.${isDone ? "done" : "fail"}`, { responseArgs: args });
  }
}
