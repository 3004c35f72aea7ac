/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/owner_access.h"

#include <string.h>
#include <sys/auxv.h>

#include "lib/capture/auxv.h"
#include "lib/capture/text_fields.h"
#include "lib/store/report_access.h"

/* What the link /proc/PID/ns/user reads for init: PROC_USER_INIT_INO of <linux/proc_ns.h>. */
#define INIT_USER_NAMESPACE "user:[4026531837]"

/* The primary group of all persons, where they have none of their own each. */
#define GROUP_USERS 100U

#define N_IDS 4 /* real, effective, saved, file system: proc_pid_status(5) */

/* True if the line "name:" of status holds the same id four times: this one. */
static bool ids_are(struct bytes status, const char *name, uint32_t id)
{
	struct bytes value;
	uint64_t ids[N_IDS];

	if (!text_field_find(status, name, ':', &value) || !text_numbers_parse(value, ids, N_IDS))
		return false;
	for (size_t i = 0; i < N_IDS; i++)
		if (ids[i] != id)
			return false;
	return true;
}

static bool auxv_is(const struct crash_capture *capture, uint64_t type, uint64_t wanted)
{
	uint64_t value;

	return auxv_find(capture->texts[TEXT_auxv], capture->elf_class, type, &value) &&
	       value == wanted;
}

static bool ids_never_changed(const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	struct bytes status = capture->texts[TEXT_status];

	return process->has_ids && ids_are(status, "Uid", process->uid) &&
	       ids_are(status, "Gid", process->gid) && auxv_is(capture, AT_UID, process->uid) &&
	       auxv_is(capture, AT_EUID, process->uid) && auxv_is(capture, AT_GID, process->gid) &&
	       auxv_is(capture, AT_EGID, process->gid);
}

/* The permitted set holds every other but the bounding one: sixteen digits. */
static bool has_no_capability(const struct crash_capture *capture)
{
	struct bytes value;

	if (!text_field_find(capture->texts[TEXT_status], "CapPrm", ':', &value) || value.size == 0)
		return false;
	for (size_t i = 0; i < value.size; i++)
		if (value.data[i] != '0')
			return false;
	return true;
}

static bool is_in_init_user_namespace(const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_namespaces; i++)
		if (strcmp(capture->namespaces[i].name, "user") == 0)
			return strcmp(capture->namespaces[i].target, INIT_USER_NAMESPACE) == 0;
	return false;
}

static bool is_person(const struct capture_process *process)
{
	return report_access_is_person(process->uid) &&
	       (report_access_is_person(process->gid) || process->gid == GROUP_USERS);
}

bool owner_may_read(const struct crash_capture *capture)
{
	return capture->identity_verified && capture->process.dumpable == 1 &&
	       auxv_is(capture, AT_SECURE, 0) && ids_never_changed(capture) &&
	       has_no_capability(capture) && is_in_init_user_namespace(capture) &&
	       is_person(&capture->process);
}
