/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/drain.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <syslog.h>

#include "converter/attempts.h"
#include "converter/isolated_conversion.h"
#include "converter/process_limits.h"
#include "converter/roomy_conversion.h"
#include "converter/set_aside.h"
#include "converter/spool_input.h"
#include "converter/spool_names.h"
#include "converter/upkeep.h"
#include "lib/base/crash_log.h"
#include "lib/store/store.h"

#define LOCK_FILE ".drain"

struct drain {
	struct store store;
	const struct config *config; /* borrowed */
	struct spool_names left;     /* seen and not converted: not tried again by this process */
	size_t n_failed;	     /* of those, what should have worked */
};

#define DRAIN_INIT ((struct drain){ .store = STORE_INIT, .left = SPOOL_NAMES_INIT })

static void drain_done(struct drain *drain)
{
	spool_names_done(&drain->left);
	store_done(&drain->store);
}

static int open_store(const char *state_directory, struct store *ret_store)
{
	int r = store_open(state_directory, ret_store);

	if (r == 0 && (ret_store->spool_fd < 0 || ret_store->pending_fd < 0))
		r = -ENOENT;
	if (r < 0)
		warnx("cannot open the store %s: %s", state_directory, strerror(-r));
	return r;
}

static int give_up_privileges(const struct drain *drain)
{
	struct stat spool;
	int r = fstat(drain->store.spool_fd, &spool) < 0 ? -errno : 0;

	if (r == 0)
		r = process_limits_drop_root(spool.st_uid, spool.st_gid);
	if (r < 0)
		warnx("cannot give up root's rights to those of the spool's owner, so nothing is "
		      "converted: %s",
		      strerror(-r));
	return r;
}

/* Returns 0, -EWOULDBLOCK if another process drains the spool, or another negative errno. */
static int take_lock(int spool_fd, int *ret_fd)
{
	_cleanup_close_ int fd =
		openat(spool_fd, LOCK_FILE, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

/* Nobody else will say it: who started this process may not listen to its standard error. */
static void tell(const char *name, const char *reason)
{
	char message[256];

	(void)snprintf(message, sizeof(message), "%s: %s, so it is set aside in %s/%s", name,
		       reason, STORE_SPOOL, SPOOL_FAILED);
	warnx("%s", message);
	crash_log(LOG_ERR, message);
}

static int give_up(struct drain *drain, const struct spool_input *input, const char *reason)
{
	int r = set_aside(&drain->store, input, reason);

	if (r < 0)
		return r;
	tell(input->name, reason);
	/* Who moves it back to the spool wants it tried again. */
	(void)attempts_write(input->fd, 0);
	upkeep_note(&drain->store, input->id);
	return 0;
}

static int finish_converted(struct drain *drain, const struct spool_input *input)
{
	if (unlinkat(drain->store.spool_fd, input->name, 0) < 0)
		return -errno;
	upkeep_note(&drain->store, input->id);
	return 0;
}

/* Returns 0 if the input went or shall be tried again now, a negative errno if it stays. */
static int finish_input(struct drain *drain, const struct spool_input *input,
			const struct conversion_end *end, unsigned int n_attempts)
{
	switch (end->verdict) {
	case CONVERSION_DONE:
		return finish_converted(drain, input);
	case CONVERSION_HOPELESS:
		return n_attempts < ATTEMPTS_MAX ? 0 : give_up(drain, input, end->reason);
	case CONVERSION_TOO_NEW:
		return -EPROTONOSUPPORT;
	case CONVERSION_FAILED:
	default:
		warnx("%s stays in the spool: %s", input->name, end->reason);
		drain->n_failed++;
		return -EBUSY;
	}
}

/*
 * The attempt counts before it is made, for it may kill this process too; and no more if something
 * else was at fault. Where a file cannot have the attribute, the first attempt is the last.
 */
static int attempt_input(struct drain *drain, const struct spool_input *input)
{
	unsigned int n_before = attempts_read(input->fd), n_attempts = n_before + 1;
	struct conversion_end end;
	int r;

	if (n_before >= ATTEMPTS_MAX)
		return give_up(drain, input, "the converter did not survive it");
	r = attempts_write(input->fd, n_attempts);
	if (r == -EOPNOTSUPP || r == -ENOSPC || r == -EDQUOT)
		n_attempts = ATTEMPTS_MAX;
	else if (r < 0)
		return r;
	r = convert_with_room(&drain->store, drain->config, input, &end);
	if (r == 0)
		r = finish_input(drain, input, &end, n_attempts);
	if (r < 0)
		(void)attempts_write(input->fd, n_before);
	return r;
}

/*
 * Returns 1, or 0 for an input that its writer still locks, which it does for a moment after giving
 * it the final name; or a negative errno.
 */
static int process_input(struct drain *drain, const char *name)
{
	_cleanup_(spool_input_done) struct spool_input input = SPOOL_INPUT_INIT;
	int r = spool_input_take(drain->store.spool_fd, name, &input);

	if (r == -EWOULDBLOCK)
		return 0;
	if (r == -ENOENT) /* somebody else was quicker */
		return 1;
	if (r == 0)
		r = attempt_input(drain, &input);
	if (r == 0)
		return 1;
	if (r != -EPROTONOSUPPORT && r != -EBUSY) {
		warnx("%s stays in the spool: %s", name, strerror(-r));
		drain->n_failed++;
	}
	r = spool_names_add(&drain->left, input.fd >= 0 ? input.name : name);
	return r < 0 ? r : 1;
}

/* Returns whether there were inputs to process, or a negative errno. */
static int drain_once(struct drain *drain)
{
	_cleanup_(spool_names_done) struct spool_names names = SPOOL_NAMES_INIT;
	int any = 0, r = spool_names_scan(&names, drain->store.spool_fd, &drain->left);

	for (size_t i = 0; r >= 0 && i < names.n_names; i++) {
		r = process_input(drain, names.names[i]);
		any |= r > 0;
	}
	return r < 0 ? r : any;
}

/* Returns 0 when nothing new is left, or a negative errno. */
static int drain_locked(struct drain *drain)
{
	_cleanup_close_ int lock_fd = NO_FD;
	int r = take_lock(drain->store.spool_fd, &lock_fd);

	if (r < 0)
		return r;
	do
		r = drain_once(drain);
	while (r > 0);
	upkeep_run(&drain->store, drain->config);
	return r;
}

/* Returns whether there is an input that can be processed now, or a negative errno. */
static int look_again(const struct drain *drain)
{
	_cleanup_(spool_names_done) struct spool_names names = SPOOL_NAMES_INIT;
	int r = spool_names_scan(&names, drain->store.spool_fd, &drain->left);

	for (size_t i = 0; r == 0 && i < names.n_names; i++) {
		_cleanup_(spool_input_done) struct spool_input input = SPOOL_INPUT_INIT;

		r = spool_input_take(drain->store.spool_fd, names.names[i], &input) == 0;
	}
	return r;
}

/*
 * What arrives after the last look and before the lock is free again has a converter that found the
 * lock taken and left. So look once more with the lock gone. Who locks an input now will start a
 * converter after that, which then finds the lock free.
 */
static int drain_all(struct drain *drain)
{
	for (;;) {
		int r = drain_locked(drain);

		if (r == 0)
			r = look_again(drain);
		if (r == -EWOULDBLOCK)
			return 0;
		if (r <= 0)
			return r;
	}
}

int drain_spool(const char *state_directory, const struct config *config)
{
	_cleanup_(drain_done) struct drain drain = DRAIN_INIT;
	int r = open_store(state_directory, &drain.store);

	if (r < 0)
		return EX_NOINPUT;
	drain.config = config;
	/* Who may not do that does without. */
	(void)store_make_index(&drain.store);
	process_limits_background();
	if (give_up_privileges(&drain) < 0)
		return EX_NOPERM;
	r = drain_all(&drain);
	if (r < 0)
		warnx("cannot work on the spool of %s: %s", state_directory, strerror(-r));
	return r < 0 || drain.n_failed > 0 ? EX_IOERR : 0;
}
