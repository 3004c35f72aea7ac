/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another thread has to know of the main one before it crashes: that this stands still. */
#pragma once

/* Returns once the main thread is inside pause(2). */
void main_thread_wait_until_it_pauses(void);
