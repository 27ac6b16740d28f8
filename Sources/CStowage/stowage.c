#include "stowage.h"
/* The functions are written in Swift, in StowageABI; this file only makes the header a target of its own. */
