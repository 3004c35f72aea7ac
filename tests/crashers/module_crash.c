/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -shared -fPIC */
/* The shared object that dlopen_module loads. */

void module_crash(volatile int *pointer);

void module_crash(volatile int *pointer)
{
	*pointer = 1;
}
