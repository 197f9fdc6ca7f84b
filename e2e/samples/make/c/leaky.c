#include <stdlib.h>
#include <string.h>
/* Holds a session of 20 kB for each request, forty-eight bytes fifty times, and gives back three thousand twenty times. */
struct session { struct session *next; char *body; };
static struct session *held;
static char *volatile shown;
__attribute__((noinline)) void *copy_body(size_t n) { char *b = malloc(n); memset(b, 1, n); return b; }
__attribute__((noinline)) void open_session(void) { struct session *s = malloc(sizeof *s); s->body = copy_body(20000); s->next = held; held = s; }
__attribute__((noinline)) void render(void) { shown = malloc(3000); memset(shown, 2, 3000); free(shown); shown = 0; }
__attribute__((noinline)) void index_term(void) { char *volatile term = calloc(1, 48); (void)term; }
int main(int argc, char **argv) {
  int requests = argc > 1 ? atoi(argv[1]) : 2000;
  for (int i = 0; i < requests; i++) { open_session(); for (int k = 0; k < 20; k++) render(); for (int k = 0; k < 50; k++) index_term(); }
  return held == 0;
}
