/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signature of a crash: the same for crashes that look the same, on every machine. */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/* 16 bytes as lower-case hexadecimal digits, and the NUL. */
#define SIGNATURE_TEXT_SIZE 33

/*
 * A hash of the executable, the signal, si_code, and the module and offset of the crashing thread's
 * instruction pointer. Files count by their build-ids, where they have none by path or soname: so
 * neither address space randomization nor the place of a file with a build-id changes it. Returns
 * false if neither the executable nor the signal is known.
 */
bool crash_signature(const struct crash_capture *capture, char ret_text[SIGNATURE_TEXT_SIZE]);
