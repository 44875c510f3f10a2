/* What the processes of the sandbox use right now, as its own /proc tells it. */
#ifndef ASSAY_USAGE_H
#define ASSAY_USAGE_H

#include <stdint.h>

/* Anonymous memory of all processes, in bytes, and what files cost beside their contents; shared pages count once. */
uint64_t memory_in_use(void);
/* User and system time of all living processes but init, and of the children they waited for. */
uint64_t processor_time_us(void);

#endif
