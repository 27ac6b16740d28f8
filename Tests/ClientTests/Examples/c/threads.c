/* Calls of two threads on one engine, and a cancel from a third: prints both answers. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <stowage.h>
#include <string.h>
#include <unistd.h>

static stowage *engine;

/* Whether an answer is an error of this code; frees it. */
static int is_error(char *answer, const char *code) {
  int is = answer != NULL && strstr(answer, "\"error\"") != NULL && strstr(answer, code) != NULL;
  stowage_free_answer(answer);
  return is;
}

static void *call(void *request) { return stowage_call(engine, request); }

int main(int count, char **arguments) {
  /* threads CATALOGS LONG-REQUEST SHORT-REQUEST ID-OF-LONG */
  if (count != 5) return 64;
  char options[4096];
  snprintf(options, sizeof options, "{\"catalogDirs\": [\"%s\"]}", arguments[1]);
  if (stowage_create("{\"maxHandles\": \"many\"}") != NULL || stowage_create("[]") != NULL) return 1;
  engine = stowage_create(options);
  if (engine == NULL) return 1;
  if (!is_error(stowage_call(NULL, "{}"), "-32600")) return 1;
  if (!is_error(stowage_call(engine, NULL), "-32700")) return 1;
  stowage_cancel(engine, NULL);
  stowage_cancel(NULL, "1");
  stowage_free_answer(NULL);

  pthread_t one, other;
  void *first, *second;
  pthread_create(&one, NULL, call, arguments[2]);
  pthread_create(&other, NULL, call, arguments[3]);
  pthread_join(other, &second);
  /* The first may not have begun: a cancel of what is not there does nothing. */
  for (;;) {
    stowage_cancel(engine, arguments[4]);
    usleep(20000);
    if (pthread_tryjoin_np(one, &first) == 0) break;
  }
  puts(first);
  puts(second);
  puts(stowage_version());
  stowage_free_answer(first);
  stowage_free_answer(second);
  stowage_free(engine);
  stowage_free(NULL);
  return 0;
}
