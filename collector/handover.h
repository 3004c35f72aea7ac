/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the supervisor hands to the worker over their socket, in this order: the victim's open files
 * with the first facts, the dump's file (fd_passing.h), the permit, the other facts unless the
 * permit is for a small capture, the machine's facts. A crash of which the owner wants a small
 * report needs no permit, one of which they want none nothing but the first.
 */
#pragma once

#include "collector/victim.h"

/*
 * Sends the files of victim, then those facts of the capture that it has. Soft errors are handed
 * over with them: they are the worker's to record. Returns 0 or a negative errno.
 */
int handover_send_victim(int socket_fd, const struct victim *victim, struct crash_capture *facts);

/* Adds the files and facts. A file that could not be opened reads as an empty one. */
int handover_receive_victim(int socket_fd, struct victim *victim, struct crash_capture *capture);

/* Only facts. capture may be NULL: then they are thrown away. */
int handover_send_facts(int socket_fd, struct crash_capture *facts);
int handover_receive_facts(int socket_fd, struct crash_capture *capture);

/* How much the worker may capture. */
enum capture_permit {
	CAPTURE_SMALL = 0, /* commit point 1: there are too many crashes at once */
	CAPTURE_WHOLE = 1,
};

int handover_send_permit(int socket_fd, enum capture_permit permit);
int handover_receive_permit(int socket_fd, enum capture_permit *ret_permit);
