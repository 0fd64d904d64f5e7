import type { SignInDeps, SignInLibrary } from './sign-in-library.ts';

export type { SignInDeps };

/** Sign-in of people. Its library is as large as half of the server: it is loaded when somebody signs in, or soon after the start. */
export type SignIn = {
  readonly library: () => Promise<SignInLibrary>;
  readonly handler: (request: Request) => Promise<Response>;
};

const loadAfterMs = 5_000;

export function createSignIn(deps: SignInDeps): SignIn {
  let loading: Promise<SignInLibrary> | undefined;
  const library = async (): Promise<SignInLibrary> => {
    loading ??= import('./sign-in-library.ts').then(({ createSignInLibrary }) => createSignInLibrary(deps));
    return loading;
  };
  // So that nobody waits for it; a process that ends before needs it no more.
  const load = () =>
    library().catch((error: unknown) => deps.log.error({ part: 'sign-in', error }, 'cannot be loaded'));
  setTimeout(() => void load(), loadAfterMs).unref();
  return { library, handler: async (request) => (await library()).handler(request) };
}
