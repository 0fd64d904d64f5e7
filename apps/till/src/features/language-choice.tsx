import { use } from 'react';
import { languages, SpeechContext, useWords } from '../text/language.ts';
import { SetLanguage } from './set-language.ts';

export function LanguageChoice() {
  const words = useWords();
  const { language } = use(SpeechContext);
  const set = use(SetLanguage);
  return (
    <select
      className="language"
      aria-label={words.theme}
      value={language}
      onChange={(event) => set(event.currentTarget.value)}
    >
      {Object.entries(languages).map(([code, { name }]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
