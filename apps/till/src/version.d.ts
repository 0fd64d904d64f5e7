/** The version of this build. */
declare const __BARROW_VERSION__: string;
