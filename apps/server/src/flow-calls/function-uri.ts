/** Where a catalog keeps a function (serverlessworkflow/catalog, "Structure"). */
export function functionUri(catalog: string, name: string, version: string): string {
  return rawUri(`${catalog.replace(/\/+$/, '')}/functions/${name}/${version}/function.yaml`);
}

const github = /^https:\/\/github\.com\/([^/]+)\/([^/]+)\/(?:(?:tree|blob)\/([^/]+)\/)?(.*)$/;
const gitlab = /^(https:\/\/gitlab\.com\/.+?)\/-\/(?:tree|blob)\/(.*)$/;

/** Repositories are shown to people at one address and give their files at another. */
export function rawUri(uri: string): string {
  const [, owner, repository, branch = 'main', path] = github.exec(uri) ?? [];
  if (path !== undefined) {
    return `https://raw.githubusercontent.com/${owner}/${repository}/refs/heads/${branch}/${path}`;
  }
  const [, project, rest] = gitlab.exec(uri) ?? [];
  return rest === undefined ? uri : `${project}/-/raw/${rest}`;
}
