/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/roomy_conversion.h"

#include <sys/stat.h>

#include "converter/upkeep.h"
#include "lib/base/checked_math.h"
#include "lib/capture/limits.h"

/* A minidump is not compressed: rarely more than this many times the intermediate dump. */
#define EXPANSION	  12
#define LEAST_ROOM	  (1 * MIB)
#define FILES_OF_A_REPORT 4 /* two, and two while they are written */

static uint64_t room_for(const struct spool_input *input)
{
	struct stat status;

	if (fstat(input->fd, &status) < 0 || status.st_size < 0)
		return LEAST_ROOM;
	return max_u64(LEAST_ROOM, min_u64((uint64_t)status.st_size, 4096 * MIB) * EXPANSION);
}

int convert_with_room(const struct store *store, const struct config *config,
		      const struct spool_input *input, struct conversion_end *ret_end)
{
	int r = convert_isolated(store, input, ret_end);

	if (r < 0 || ret_end->verdict != CONVERSION_NO_SPACE)
		return r;
	if (upkeep_make_room(store, config, room_for(input), FILES_OF_A_REPORT))
		r = convert_isolated(store, input, ret_end);
	if (r == 0 && ret_end->verdict == CONVERSION_NO_SPACE)
		ret_end->verdict = CONVERSION_FAILED;
	return r;
}
