/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exception, and our FatalSignal if Exception holds the fault behind it. The siginfo is stored only
 * of the fatal signal, and only by us: others are made of what the record tells.
 */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "lib/capture/siginfo.h"
#include "lib/minidump/format_streams.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/reading.h"

#define SIGINFO_SIZE 128
#define NO_SIGNAL    0xffffffffU /* of a dump without a crash, as Crashpad writes it */
#define SIGNAL_MAX   127

struct siginfo_writer {
	uint8_t *data;
	size_t at;
};

static void put(struct siginfo_writer *writer, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		writer->data[writer->at++] = (uint8_t)(value >> 8 * i);
}

/* The fields of asm-generic/siginfo.h: a header, then by kind of signal. */
static void put_siginfo(struct siginfo_writer *writer, const struct crash_exception *exception,
			uint64_t address, const uint64_t parameters[3], uint8_t elf_class)
{
	const size_t word = elf_class == ELFCLASS32 ? 4 : 8;

	put(writer, 4, (uint32_t)exception->signal);
	put(writer, 4, 0);
	put(writer, 4, (uint32_t)exception->code);
	writer->at = elf_class == ELFCLASS32 ? 12 : 16;
	if (signal_has_address(exception->signal, exception->code)) {
		put(writer, word, address);
		if (exception->signal == SIGSYS) {
			put(writer, 4, parameters[0]);
			put(writer, 4, parameters[1]);
		}
	} else if (signal_has_sender(exception->code)) {
		put(writer, 4, parameters[0]);
		put(writer, 4, parameters[1]);
		put(writer, word, parameters[2]);
	}
}

static void make_siginfo(struct minidump_reading *reading, struct bytes record,
			 struct crash_exception *exception)
{
	struct crash_capture *capture = reading->capture;
	struct siginfo_writer writer = { .data = pool_alloc(&capture->pool, SIGINFO_SIZE) };
	uint64_t address =
		bytes_uint_at(record, offsetof(struct md_exception_stream, exception_address), 8);
	uint64_t parameters[3];

	if (!writer.data) {
		minidump_added(reading, -ENOMEM);
		return;
	}
	for (size_t i = 0; i < 3; i++)
		parameters[i] = bytes_uint_at(
			record, offsetof(struct md_exception_stream, parameters) + 8 * i, 8);
	put_siginfo(&writer, exception, address, parameters, capture->elf_class);
	exception->siginfo = bytes_of(writer.data, SIGINFO_SIZE);
}

static void read_exception(struct minidump_reading *reading, struct bytes record,
			   struct crash_exception *exception, struct md_location *ret_context)
{
	struct byte_reader reader = byte_reader_of(record);
	uint32_t signal, code;

	exception->tid = byte_reader_u32(&reader);
	byte_reader_skip(&reader, 4);
	signal = byte_reader_u32(&reader);
	code = byte_reader_u32(&reader);
	byte_reader_seek(&reader, offsetof(struct md_exception_stream, context));
	*ret_context = byte_reader_location(&reader);
	if (byte_reader_failed(&reader)) {
		minidump_complain(reading, "Exception of the minidump");
		return;
	}
	if (reading->capture->process.crashing_tid == 0)
		reading->capture->process.crashing_tid = exception->tid;
	if (signal == 0 || signal == NO_SIGNAL || signal > SIGNAL_MAX)
		return;
	exception->present = true;
	exception->signal = (int)signal;
	exception->code = (int)code;
	minidump_read_context(reading, *ret_context, &exception->registers);
	make_siginfo(reading, record, exception);
}

static void read_siginfo(struct minidump_reading *reading)
{
	struct bytes siginfo = minidump_stream(reading, MD_PRIVATE_SIGINFO, SIGINFO_SIZE);
	struct crash_exception *fatal = &reading->capture->fatal;

	if (!fatal->present || siginfo.size == 0)
		return;
	fatal->siginfo = siginfo;
	fatal->error = (int)(uint32_t)bytes_uint_at(siginfo, 4, 4);
}

void minidump_read_exceptions(struct minidump_reading *reading)
{
	const size_t size = sizeof(struct md_exception_stream);
	struct bytes record = minidump_stream(reading, MD_EXCEPTION_STREAM, size);
	struct bytes fatal = minidump_stream(reading, MD_PRIVATE_FATAL_SIGNAL, size);
	struct crash_capture *capture = reading->capture;

	if (fatal.size > 0) {
		read_exception(reading, fatal, &capture->fatal, &reading->fatal_context);
		read_exception(reading, record, &capture->original, &reading->original_context);
	} else if (record.size > 0) {
		read_exception(reading, record, &capture->fatal, &reading->fatal_context);
	}
	read_siginfo(reading);
}
