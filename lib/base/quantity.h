/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers with units, as in configuration files: "10s", "500ms", "1min 30s", "512M". Parsing takes
 * the whole text or fails; no sign, no locale, nothing but ASCII.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define NSEC_PER_SEC 1000000000ULL

/* Enough for every text that the format functions write, with its NUL. */
#define QUANTITY_TEXT_SIZE 32U

/* Each returns 0, -EINVAL if text is no such quantity, or -ERANGE if it exceeds 64 bits. */

/* Decimal digits only. */
int quantity_parse_number(const char *text, uint64_t *ret_number);

/*
 * A duration in nanoseconds: decimal numbers with ns, us, ms, s, min, h or d, added up, each unit
 * at most once and larger ones first; blanks may stand between. A lone number without unit is
 * seconds.
 */
int quantity_parse_duration(const char *text, uint64_t *ret_ns);

/* A size in bytes: a decimal number, then nothing, B, or K, M, G, T (powers of 1024). */
int quantity_parse_size(const char *text, uint64_t *ret_bytes);

/* The shortest text with one unit that parses to the same value. */
void quantity_format_duration(uint64_t ns, char *buffer, size_t size);
void quantity_format_size(uint64_t bytes, char *buffer, size_t size);
