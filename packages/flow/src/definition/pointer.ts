/**
 * A JSON Pointer (RFC 6901) into the document that a definition was parsed from, such as `/do/0/tryGetPet/try/0/getPet`.
 * A task's pointer is also its reference (`$task.reference`) and the `instance` of errors it raises.
 */
export type Pointer = string;

/** The pointer of what `segments` lead to from `base`. */
export function pointerTo(base: Pointer, ...segments: readonly (string | number)[]): Pointer {
  let pointer = base;
  for (const segment of segments) pointer += `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return pointer;
}

/** The segments of a pointer, unescaped; none for the whole document. */
export function segmentsOf(pointer: Pointer): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
