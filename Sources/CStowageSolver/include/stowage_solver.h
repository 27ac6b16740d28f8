#ifndef STOWAGE_SOLVER_H
#define STOWAGE_SOLVER_H

/// The version of the GLPK library that is linked, such as "5.0".
const char *stowage_glpk_version(void);

#endif
