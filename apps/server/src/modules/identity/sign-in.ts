import type { SignInDeps, SignInLibrary } from './sign-in-library.ts';

export type { SignInDeps };

/** Sign-in of people. Its library is as large as half of the server: it is loaded when it is first asked for. */
export type SignIn = {
  readonly library: () => Promise<SignInLibrary>;
  readonly handler: (request: Request) => Promise<Response>;
};

export function createSignIn(deps: SignInDeps): SignIn {
  let loading: Promise<SignInLibrary> | undefined;
  const library = async (): Promise<SignInLibrary> => {
    loading ??= import('./sign-in-library.ts').then(({ createSignInLibrary }) => createSignInLibrary(deps));
    return loading;
  };
  return { library, handler: async (request) => (await library()).handler(request) };
}
