import { QueryClient } from '@tanstack/react-query'

/**
 * The analysis worker is always "online", its answers hold typed arrays and never go stale by themselves. A shared view never refetches
 * on its own; what changes is the question, and with it the key.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      structuralSharing: false,
      staleTime: Infinity,
      gcTime: 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
  },
})
