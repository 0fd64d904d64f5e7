/** Semantic Versioning 2.0.0. */
const version =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

const dnsLabel = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const variable = /^[A-Za-z_]\w*$/;

export function isVersion(text: string): boolean {
  return version.test(text);
}

/** Names and namespaces of workflows. */
export function isDnsLabel(text: string): boolean {
  return dnsLabel.test(text);
}

/** What jq takes as a variable, without the dollar sign. */
export function isVariableName(text: string): boolean {
  return variable.test(text);
}
