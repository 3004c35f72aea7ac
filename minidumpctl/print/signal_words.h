/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a signal and its code mean, in words. */
#pragma once

/*
 * A clause about a signal ("SIGSEGV") and its si_code ("SEGV_MAPERR", or NULL), the names as in
 * signal-safety of sigaction(2): "nothing is mapped there". NULL if there is none.
 */
const char *signal_words(const char *signal, const char *code);
