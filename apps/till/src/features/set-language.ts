import { createContext } from 'react';

/** Changes the language of the till. */
export const SetLanguage = createContext<(language: string) => void>(() => {});
