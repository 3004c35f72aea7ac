/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames_of_pointers: writes through a null pointer, several calls deep, from a thread. Every
 * function keeps a frame pointer, and calls another before the one that crashes, so that old return
 * addresses lie around on the stack.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static volatile int sink;

static void leave_traces(int depth)
{
	char buffer[128];

	memset(buffer, depth, sizeof(buffer));
	sink += buffer[depth];
	if (depth > 0)
		leave_traces(depth - 1);
	sink++;
}

static void frame_three(int *target)
{
	leave_traces(2);
	*target = sink;
	sink++;
}

static void frame_two(int *target)
{
	char room[64];

	(void)snprintf(room, sizeof(room), "%d", sink);
	leave_traces(5);
	frame_three(target);
	sink += room[0];
}

static void frame_one(int *target)
{
	leave_traces(8);
	frame_two(target);
	sink++;
}

static void *start(void *argument)
{
	frame_one(argument);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, start, NULL) != 0)
		return 1;
	(void)pthread_join(thread, NULL);
	return 0;
}
