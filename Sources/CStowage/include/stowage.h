/* Stowage as a library: which nodes a Kubernetes cluster should launch, asked for and answered in JSON.
 *
 * One call takes one JSON-RPC 2.0 request and gives its answer: the methods, their parameters and the error codes
 * are those of `stowage serve`, so that a program may start with a subprocess and link the library later.
 *
 *     stowage *engine = stowage_create(NULL);
 *     char *answer = stowage_call(engine, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"plan/provision\", ...}");
 *     puts(answer);
 *     stowage_free_answer(answer);
 *     stowage_free(engine);
 *
 * All text is UTF-8 and ends in a zero byte. Every function may be called from any thread, and calls on one engine
 * from several threads run at the same time; stowage_free alone must come last. The library prints nothing, reads
 * no environment and changes no state of the process.
 */
#ifndef STOWAGE_H
#define STOWAGE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Holds snapshots and catalogs that were loaded, and what helps the next plan on them. */
typedef struct stowage stowage;

/* The version of the library, such as "0.1.0"; never to be freed. */
const char *stowage_version(void);

/* A new engine. `options` is NULL or a JSON object, of which every member may be left out:
 *   "catalogDirs": folders of catalogs by name, in the order of looking; none by default
 *   "maxHandles": the most snapshots, and the most catalogs, held at one time; 64
 *   "maxMemory": in bytes, the most memory of the process at which calls that need more are taken; 4 GiB
 *   "maxTime": the most seconds for one plan, whatever its request asks for; 600
 * NULL where the options are no such object. */
stowage *stowage_create(const char *options);

/* The answer to a request, to be freed with stowage_free_answer. Never NULL: whatever is wrong with the request, the
 * answer says so. A request without an id gets an empty text. */
char *stowage_call(stowage *engine, const char *request);

/* Ends a call that is under way in another thread, which then returns the best plan so far. `id` is the id of its
 * request as JSON, such as "1" or "\"a\"". Nothing happens where there is no such call. */
void stowage_cancel(stowage *engine, const char *id);

void stowage_free_answer(char *answer);

/* Frees an engine with no call under way. NULL is allowed. */
void stowage_free(stowage *engine);

#ifdef __cplusplus
}
#endif

#endif
