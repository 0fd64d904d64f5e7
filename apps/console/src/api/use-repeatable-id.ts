import { useRef } from 'react';
import { newId } from './new-id.ts';

/**
 * The id of a document that a form sends: the same as long as the content is the same, so that sending again after a lost answer
 * stores it once; another when the content was changed.
 */
export function useRepeatableId(): (content: unknown) => string {
  const last = useRef({ content: '', id: '' });
  return (content) => {
    const written = JSON.stringify(content);
    if (last.current.content !== written) last.current = { content: written, id: newId() };
    return last.current.id;
  };
}
