#include "stowage_solver.h"

#include <glpk.h>

const char *stowage_glpk_version(void) { return glp_version(); }
