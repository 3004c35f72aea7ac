/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/core_pattern.h"

#include <errno.h>
#include <string.h>

#include "coredump-pattern/saved_pattern.h"
#include "lib/base/cleanup.h"

/* What the kernel starts with, for when nothing was saved. */
static const struct core_setting kernel_default = { .pattern = "core", .limit = "0" };

static enum core_pattern_state state_of(const struct core_pattern_status *status)
{
	if (status->handler.is_ours)
		return CORE_PATTERN_OURS;
	if (status->has_previous && strcmp(status->current.pattern, status->previous.pattern) != 0)
		return CORE_PATTERN_TAKEN_OVER;
	return CORE_PATTERN_NOT_OURS;
}

int core_pattern_get_status(const struct core_pattern_paths *paths, struct core_pattern_status *ret)
{
	struct core_pattern_status status = { .has_previous = false };
	int r = core_setting_read(paths, &status.current);

	if (r < 0)
		return r;
	status.handler = pattern_handler_of(status.current.pattern);
	status.has_previous =
		saved_pattern_read(paths->state_file, paths->owner, &status.previous) == 0;
	status.state = state_of(&status);
	*ret = status;
	return 0;
}

/* Reads back: the kernel cuts what is too long for it, and says nothing. */
static int check_kept(const struct core_pattern_paths *paths, const struct core_setting *written)
{
	struct core_setting kept;
	int r = core_setting_read(paths, &kept);

	if (r < 0)
		return r;
	return strcmp(kept.pattern, written->pattern) == 0 &&
			       strcmp(kept.limit, written->limit) == 0
		       ? 0
		       : -EIO;
}

/* What is ours is never saved: restoring it would leave a handler behind that is being removed. */
static int save_previous(const struct core_pattern_paths *paths,
			 const struct core_pattern_status *status, const char *state_file_before)
{
	struct core_setting previous;
	int r;

	if (!status->handler.is_ours)
		return saved_pattern_write(paths->state_file, &status->current);
	if (status->has_previous || !state_file_before ||
	    strcmp(state_file_before, paths->state_file) == 0)
		return 0;
	if (saved_pattern_read(state_file_before, paths->owner, &previous) < 0)
		return 0;
	r = saved_pattern_write(paths->state_file, &previous);
	return r < 0 ? r : saved_pattern_remove(state_file_before);
}

/* The limit first: a crash must not meet our handler without it. */
static int set_ours(const struct core_pattern_paths *paths, const struct core_setting *wanted,
		    const struct core_setting *current)
{
	int r = core_setting_write_limit(paths, wanted->limit);

	if (r < 0)
		return r;
	r = core_setting_write_pattern(paths, wanted->pattern);
	if (r == 0)
		return check_kept(paths, wanted);
	(void)core_setting_write_limit(paths, current->limit);
	return r;
}

int core_pattern_enable(const struct core_pattern_paths *paths, const struct core_setting *wanted,
			const char *state_file_before)
{
	_cleanup_close_ int lock = saved_pattern_lock(paths->state_file);
	struct core_pattern_status status;
	int r;

	if (lock < 0)
		return lock;
	r = core_pattern_get_status(paths, &status);
	if (r == 0)
		r = save_previous(paths, &status, state_file_before);
	if (r == 0)
		r = set_ours(paths, wanted, &status.current);
	return r;
}

static int restore(const struct core_pattern_paths *paths, const struct core_setting *previous)
{
	int r = core_setting_write_pattern(paths, previous->pattern);

	if (r == 0)
		r = core_setting_write_limit(paths, previous->limit);
	if (r == 0)
		r = check_kept(paths, previous);
	return r < 0 ? r : saved_pattern_remove(paths->state_file);
}

static bool has_nothing_to_undo(const struct core_pattern_status *status)
{
	return status->state == CORE_PATTERN_NOT_OURS && !status->has_previous;
}

static int disable_locked(const struct core_pattern_paths *paths, bool force,
			  enum core_pattern_undone *ret_undone)
{
	struct core_pattern_status status;
	int r = core_pattern_get_status(paths, &status);

	if (r < 0)
		return r;
	if (status.state == CORE_PATTERN_TAKEN_OVER && !force)
		return -EBUSY;
	if (has_nothing_to_undo(&status)) {
		*ret_undone = CORE_PATTERN_NOTHING_TO_UNDO;
		return 0;
	}
	r = restore(paths, status.has_previous ? &status.previous : &kernel_default);
	if (r == 0)
		*ret_undone =
			status.has_previous ? CORE_PATTERN_RESTORED : CORE_PATTERN_RESTORED_DEFAULT;
	return r;
}

int core_pattern_disable(const struct core_pattern_paths *paths, bool force,
			 enum core_pattern_undone *ret_undone)
{
	_cleanup_close_ int lock = NO_FD;
	struct core_pattern_status status;
	int r = core_pattern_get_status(paths, &status);

	if (r < 0)
		return r;
	/* Where we never were, not even a lock file is left. */
	if (has_nothing_to_undo(&status)) {
		*ret_undone = CORE_PATTERN_NOTHING_TO_UNDO;
		return 0;
	}
	lock = saved_pattern_lock(paths->state_file);
	return lock < 0 ? lock : disable_locked(paths, force, ret_undone);
}
