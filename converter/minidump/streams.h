/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The streams of a minidump, one function each. Each adds the stream's blob, and all that it refers
 * to, to the builder's layout, and returns the blob, or LAYOUT_NO_BLOB if the capture has nothing
 * for the stream. Failures stick to the layout. type: which of the streams that the function knows.
 */
#pragma once

#include "converter/minidump/builder.h"

typedef layout_blob_t (*minidump_stream_function)(struct minidump_builder *builder, uint32_t type);

layout_blob_t minidump_add_system_info(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_thread_list(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_thread_names(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_module_list(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_memory_list(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_memory_info_list(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_exception(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_misc_info(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_handle_data(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_text(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_dso_debug(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_siginfo(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_xstate(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_private_threads(struct minidump_builder *builder, uint32_t type);
layout_blob_t minidump_add_private_process(struct minidump_builder *builder, uint32_t type);

/* After all others, for they may add to the soft errors. */
layout_blob_t minidump_add_soft_errors(struct minidump_builder *builder, uint32_t type);
