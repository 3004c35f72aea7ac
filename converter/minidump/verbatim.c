/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams that are bytes of the capture as they are: the texts of /proc, and raw notes. */
#include "converter/minidump/streams.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/text_streams.h"

static layout_blob_t add_bytes(struct minidump_builder *builder, struct bytes bytes)
{
	if (bytes.size == 0)
		return LAYOUT_NO_BLOB;
	return layout_borrow(&builder->layout, bytes, MD_ALIGN);
}

/* Breakpad wants the last line whole, rust-minidump each line: a cut one is left out. */
static struct bytes whole_lines(struct bytes text)
{
	while (text.size > 0 && text.data[text.size - 1] != '\n')
		text.size--;
	return text;
}

/* A command line that was cut at the limit: the argument that is not whole is left out. */
static struct bytes whole_strings(struct bytes text)
{
	size_t size = text.size;

	if (size < LIMIT_CMDLINE)
		return text;
	while (size > 0 && text.data[size - 1] != '\0')
		size--;
	return size > 0 ? bytes_of(text.data, size) : text;
}

static struct bytes well_formed(struct bytes text, uint32_t type)
{
	if (type == MD_LINUX_MAPS)
		return whole_lines(text);
	return type == MD_LINUX_CMD_LINE ? whole_strings(text) : text;
}

layout_blob_t minidump_add_text(struct minidump_builder *builder, uint32_t type)
{
	for (size_t i = 0; i < n_text_streams; i++) {
		struct bytes text = builder->capture->texts[text_streams[i].text];

		if (text_streams[i].type == type)
			return add_bytes(builder, well_formed(text, type));
	}
	return LAYOUT_NO_BLOB;
}

layout_blob_t minidump_add_siginfo(struct minidump_builder *builder, uint32_t type)
{
	(void)type;
	return add_bytes(builder, builder->capture->fatal.siginfo);
}

layout_blob_t minidump_add_xstate(struct minidump_builder *builder, uint32_t type)
{
	const struct capture_thread *thread = crash_capture_crashing_thread(builder->capture);

	(void)type;
	return thread ? add_bytes(builder, thread->registers.xstate) : LAYOUT_NO_BLOB;
}
