/* Asks for a plan and prints the answer.
 *
 *     cc plan.c $(pkg-config --cflags --libs stowage) -o plan
 *     ./plan /usr/local/share/stowage/catalogs < request.json
 */
#include <stdio.h>
#include <stdlib.h>
#include <stowage.h>

static char *read_all(FILE *file) {
  size_t size = 1 << 16, length = 0;
  char *text = malloc(size);
  while (text != NULL) {
    length += fread(text + length, 1, size - length - 1, file);
    if (length + 1 < size) break;
    text = realloc(text, size *= 2);
  }
  if (text != NULL) text[length] = 0;
  return text;
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  char options[4096];
  snprintf(options, sizeof options, "{\"catalogDirs\": [\"%s\"]}", arguments[1]);
  stowage *engine = stowage_create(options);
  char *request = read_all(stdin);
  if (engine == NULL || request == NULL) return 1;

  char *answer = stowage_call(engine, request);
  puts(answer);

  stowage_free_answer(answer);
  stowage_free(engine);
  free(request);
  return 0;
}
