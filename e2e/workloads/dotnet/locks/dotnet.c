// The program that `dotnet` is, for a runtime that came without it:  cc -o ROOT/dotnet dotnet.c -ldl; ROOT/dotnet APP.dll …
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, const char **argv) {
  const char *library = getenv("HOSTFXR");
  void *host = library ? dlopen(library, RTLD_LAZY) : NULL;
  int (*run)(int, const char **) = host ? (int (*)(int, const char **))dlsym(host, "hostfxr_main") : NULL;
  if (run == NULL) {
    fprintf(stderr, "HOSTFXR must be the path of libhostfxr.so\n");
    return 2;
  }
  return run(argc, argv);
}
