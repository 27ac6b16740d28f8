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
 * Text: UTF-8 that ends in a zero byte. What goes in is copied and stays the caller's; what stowage_call gives is the
 * caller's too, until stowage_free_answer has it (free() of another C library would not do).
 *
 * Threads: every function may be called from any thread, and calls on one engine from several threads run at the
 * same time, each on the thread that makes it or one that it waits for. Two calls under way at one time need
 * different ids. stowage_free comes last: an engine must not be used during it or afterwards, nor an answer after
 * stowage_free_answer. Answers outlive their engine.
 *
 * Errors: they are in the answer, as a JSON-RPC error object with "code", "message" and "data" (a reason in
 * CamelCase, a JSON pointer to the bad value, a hint). A plan that leaves pods without a place is a result.
 *
 * The library prints nothing, reads no environment, handles no signals and changes no state of the process. It does
 * not survive a fork() in the child.
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

/* The answer to a request, to be freed with stowage_free_answer. Returns when it is made, for a plan at the latest
 * shortly after the request's timeLimit. Never NULL: whatever is wrong with the request, the answer says so, also
 * where the request or the engine is NULL. A request without an id gets an empty text. */
char *stowage_call(stowage *engine, const char *request);

/* Ends a call that is under way in another thread, which then returns the best plan so far. `id` is the id of its
 * request as JSON, such as "1" or "\"a\"". Nothing happens where there is no such call, or where either is NULL. */
void stowage_cancel(stowage *engine, const char *id);

/* Frees what stowage_call gave. NULL is allowed. */
void stowage_free_answer(char *answer);

/* Frees an engine with no call under way. NULL is allowed. */
void stowage_free(stowage *engine);

#ifdef __cplusplus
}
#endif

#endif
