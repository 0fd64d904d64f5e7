import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import { toast } from '../../parts/toasts.tsx';

/** What ends a task: says so, closes its form and looks anew. */
export function useEnding<A>(ending: (ask: A) => Promise<unknown>, said: string, onClose: () => void) {
  return useMutation({
    mutationFn: ending,
    onSuccess: async () => {
      toast(said);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['tasks'] });
    },
  });
}
