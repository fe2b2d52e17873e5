// Answers what an app reads, sets and invokes: each path by itself, so that one fault spoils no other.
const VERBS = ["get", "set", "invoke"];

export async function answer(host, verb, params) {
  if (!VERBS.includes(verb) || params === null || typeof params !== "object") {
    return { error: { name: "Error", message: `Unknown request ${verb}` } };
  }
  const result = { errors: {} };
  const asked = Array.isArray(params) ? params.map((path) => [path]) : Object.entries(params);
  for (const [path, given] of asked) {
    try {
      result[path] = await host[verb](path, given);
    } catch ({ message }) {
      result.errors[path] = { name: "APIERROR", message, path };
    }
  }
  return { result };
}
